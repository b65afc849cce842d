package dev.lastgood.act.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.api.quarantine.BlamedConfigurationPart;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.workload.Workload;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks the API server by dry run to bring a quarantined revision back: a policy that is not installed, or that the API
 * server does not follow, would let it in. An annotation asks the policies to make no exception for Lastgood, and none for a
 * revision that still serves. No right is needed beyond those of a rollback.
 */
@ApplicationScoped
public class QuarantineCheck {

    /** The beginning of what the policies answer. */
    private static final String REFUSAL = " is quarantined by incident ";

    private final KubernetesClient client;
    private final ApiPatcher patcher;
    private final Clock clock;

    public QuarantineCheck(KubernetesClient client, Clock clock) {
        this.client = client;
        this.patcher = new ApiPatcher(client);
        this.clock = clock;
    }

    /**
     * Asks for each policy that the Quarantine is a parameter of.
     *
     * @param revision name of the revision, and of its Quarantine
     * @param failed data of the revision
     * @return NotEnforced if one of the policies would have let it in; Unknown if the answer is about something else, or
     *     if there is nothing to ask about
     */
    public Enforcement ask(String namespace, String revision, JsonNode failed) {
        Quarantine quarantine = client.resources(Quarantine.class)
                .inNamespace(namespace)
                .withName(revision)
                .get();
        if (quarantine == null) {
            return Enforcement.Unknown;
        }
        Map<String, String> labels = quarantine.getMetadata().getLabels();
        List<Enforcement> answers = new ArrayList<>();
        if (labels.containsKey(Names.QUARANTINED_TEMPLATE)) {
            answers.add(template(quarantine, failed));
        }
        if (labels.containsKey(Names.QUARANTINED_CONFIGURATION)) {
            answers.add(configuration(quarantine));
        }
        return answers.contains(Enforcement.NotEnforced)
                ? Enforcement.NotEnforced
                : answers.contains(Enforcement.Unknown) || answers.isEmpty()
                        ? Enforcement.Unknown
                        : Enforcement.Enforced;
    }

    /**
     * Writes the answer into the status of a Quarantine.
     *
     * @throws KubernetesClientException if the API server does not accept it
     */
    public void report(String namespace, String revision, Enforcement enforcement) {
        ObjectNode status = Json.object();
        status.withObjectProperty("status")
                .put("enforced", enforced(enforcement))
                .put("since", clock.instant().toString())
                .put("message", BoundedText.message(words(enforcement)));
        client.resources(Quarantine.class)
                .inNamespace(namespace)
                .withName(revision)
                .subresource("status")
                .patch(merge(false), status.toString());
    }

    /** How a status says it. */
    public static String enforced(Enforcement enforcement) {
        return switch (enforcement) {
            case Enforced -> Conditions.TRUE;
            case NotEnforced -> Conditions.FALSE;
            case Unknown -> enforcement.name();
        };
    }

    private static String words(Enforcement enforcement) {
        return switch (enforcement) {
            case Enforced -> "the API server refuses this revision";
            case NotEnforced ->
                "the API server would let this revision in: install the admission policies of the chart "
                        + "(quarantinePolicy.install), or wait half a minute if they were just installed";
            case Unknown ->
                "the API server was not asked yet, or did not answer: the workload or a ConfigMap may not exist";
        };
    }

    private Enforcement template(Quarantine quarantine, JsonNode failed) {
        ObjectNode template = failed.path("template").deepCopy();
        template.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put(Names.QUARANTINE_CHECK, clock.instant().toString());
        WorkloadKind kind = quarantine.getSpec().workload.kind;
        return answer(() -> patcher.dryRun(
                Workload.type(kind),
                quarantine.getMetadata().getNamespace(),
                quarantine.getSpec().workload.name,
                new JsonPatch().replace("/spec/template", template)));
    }

    /** Of the first ConfigMap that is blamed. */
    private Enforcement configuration(Quarantine quarantine) {
        List<BlamedConfigurationPart> parts = quarantine.getSpec().configuration;
        String name = parts.get(0).configMap;
        ObjectNode patch = Json.object();
        patch.withObject("/metadata/annotations")
                .put(Names.QUARANTINE_CHECK, clock.instant().toString());
        ObjectNode data = patch.putObject("data");
        ObjectNode binaryData = patch.putObject("binaryData");
        parts.stream().filter(part -> part.configMap.equals(name)).forEach(part -> {
            data.put(part.key, part.data);
            binaryData.put(part.key, part.binaryData);
        });
        return answer(() -> client.configMaps()
                .inNamespace(quarantine.getMetadata().getNamespace())
                .withName(name)
                .patch(merge(true), patch.toString()));
    }

    private static PatchContext merge(boolean dryRun) {
        return new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(Names.FIELD_MANAGER)
                .withDryRun(dryRun ? List.of("All") : List.of())
                .build();
    }

    private static Enforcement answer(Runnable write) {
        try {
            write.run();
            return Enforcement.NotEnforced;
        } catch (KubernetesClientException e) {
            return ApiRefusal.of(e) == ApiRefusal.Denied && ApiRefusal.words(e).contains(REFUSAL)
                    ? Enforcement.Enforced
                    : Enforcement.Unknown;
        }
    }
}
