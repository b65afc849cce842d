package dev.lastgood.act.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.api.Names;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the API server to bring a quarantined revision back, as anybody might, and by dry run: a policy that is not
 * installed, or one that the API server has ceased to follow, shows in that it would. No right is needed beyond those of a
 * rollback.
 */
@ApplicationScoped
public class QuarantineCheck {

    /** Not the field manager of a rollback, for which the policies make an exception. */
    private static final String FIELD_MANAGER = Names.FIELD_MANAGER + "-check";

    /** The beginning of what both policies answer. */
    private static final String REFUSAL = " is quarantined by incident ";

    /** A template that is there already is not looked at: with this it is another one. */
    private static final String ASKED_AT = Names.GROUP + "/quarantine-check";

    private final KubernetesClient client;
    private final Clock clock;

    public QuarantineCheck(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * Asks for each policy that the companion is a parameter of.
     *
     * @param companion name of what keeps the revision out
     * @param failed data of the revision
     * @return NotEnforced where one of them would have let it in; Unknown where the answer is about something else, or
     *     where there is nothing any more to ask about
     */
    public Enforcement ask(String namespace, String companion, JsonNode failed) {
        ControllerRevision parameter = client.apps()
                .controllerRevisions()
                .inNamespace(namespace)
                .withName(companion)
                .get();
        if (parameter == null) {
            return Enforcement.Unknown;
        }
        List<Enforcement> answers = new ArrayList<>();
        if (parameter.getMetadata().getLabels().containsKey(Names.QUARANTINED_TEMPLATE)) {
            answers.add(
                    template(namespace, parameter.getMetadata().getAnnotations().get(Names.WORKLOAD), failed));
        }
        if (parameter.getMetadata().getLabels().containsKey(Names.QUARANTINED_CONFIGURATION)) {
            Blame blame = Blame.of(Json.tree(parameter.getData()).path("blamed"));
            answers.add(configuration(
                    namespace, blame.configKeys().keySet().iterator().next(), failed));
        }
        return answers.contains(Enforcement.NotEnforced)
                ? Enforcement.NotEnforced
                : answers.contains(Enforcement.Unknown) || answers.isEmpty()
                        ? Enforcement.Unknown
                        : Enforcement.Enforced;
    }

    private Enforcement template(String namespace, String workload, JsonNode failed) {
        Class<? extends HasMetadata> type = workload.startsWith("StatefulSet.") ? StatefulSet.class : Deployment.class;
        ObjectNode template = failed.path("template").deepCopy();
        template.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put(ASKED_AT, clock.instant().toString());
        String patch = new JsonPatch().replace("/spec/template", template).json();
        PatchContext asAnybody = new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager(FIELD_MANAGER)
                .withDryRun(List.of("All"))
                .build();
        return answer(() -> client.resources(type)
                .inNamespace(namespace)
                .withName(workload.substring(workload.indexOf('.') + 1))
                .patch(asAnybody, patch));
    }

    private Enforcement configuration(String namespace, String name, JsonNode failed) {
        JsonNode content = failed.path("configMaps").path(name);
        ConfigMap configMap = new ConfigMapBuilder(
                        content.isObject() ? Json.as(content, ConfigMap.class) : new ConfigMap())
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build();
        // Admission comes first: where it lets the ConfigMap pass, one that is there answers with a conflict.
        return answer(() -> client.resource(configMap).dryRun().create());
    }

    private static Enforcement answer(Runnable write) {
        try {
            write.run();
            return Enforcement.NotEnforced;
        } catch (KubernetesClientException e) {
            return switch (ApiRefusal.of(e)) {
                case Denied -> ApiRefusal.words(e).contains(REFUSAL) ? Enforcement.Enforced : Enforcement.Unknown;
                case AlreadyExists, Conflict -> Enforcement.NotEnforced;
                default -> Enforcement.Unknown;
            };
        }
    }
}
