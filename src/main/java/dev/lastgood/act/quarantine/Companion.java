package dev.lastgood.act.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.act.kube.WorkloadLabel;
import dev.lastgood.api.Names;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.time.Instant;

/**
 * What keeps a failed revision out: a small ControllerRevision beside it, a parameter of the admission policies. The API
 * server parses the parameters anew for each write that a policy is asked about, so that the revision itself, with all its
 * configuration, would make each write of a ConfigMap slow. Its data say what is blamed and never change; which of the two
 * policies look at it is said by labels.
 */
final class Companion {

    private static final String SUFFIX = "-quarantine";

    static String name(String revision) {
        return revision + SUFFIX;
    }

    /**
     * @param workload kind and name, {@code Deployment.model-gateway}
     */
    static ControllerRevision of(
            String namespace, String workload, Revision suspect, Blame blame, Charge charge, Instant now) {
        ControllerRevisionBuilder object = new ControllerRevisionBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name(suspect.name()))
                .addToLabels(Names.WORKLOAD, WorkloadLabel.fit(workload))
                .addToLabels(Names.QUARANTINED, "true")
                .addToAnnotations(Names.WORKLOAD, workload)
                .addToAnnotations(Names.KEEPS_OUT, suspect.name())
                .addToAnnotations(Names.INCIDENT, charge.incident())
                .addToAnnotations(Names.REASON, charge.reason())
                .addToAnnotations(Names.SINCE, now.toString())
                .endMetadata()
                .withRevision(suspect.number())
                .withData(data(suspect, blame, charge.failed(), charge.lastGood()));
        if (blame.ofTemplate()) {
            object.editMetadata()
                    .addToLabels(Names.QUARANTINED_TEMPLATE, "true")
                    .endMetadata();
        }
        if (blame.ofConfiguration()) {
            object.editMetadata()
                    .addToLabels(Names.QUARANTINED_CONFIGURATION, "true")
                    .endMetadata();
        }
        return object.build();
    }

    /** What the policies read, and what a fix is told by: the values that the last good one had, as digests. */
    private static ObjectNode data(Revision suspect, Blame blame, JsonNode failed, JsonNode lastGood) {
        ObjectNode data = Json.object();
        data.put("told", suspect.name() + (suspect.version() == null ? "" : " (" + suspect.version() + ")"));
        data.set("blamed", blame.names());
        if (blame.ofTemplate()) {
            data.put("changeOfTemplate", blame.templateInWords());
            data.set("template", blame.template(failed.path("template")));
        }
        if (blame.ofConfiguration()) {
            data.put("changeOfConfiguration", blame.configurationInWords());
            data.set("configMaps", blame.configuration(failed.path("configMaps")));
        }
        if (blame.ofTemplate() && blame.ofConfiguration()) {
            ObjectNode good = data.putObject("lastGood");
            good.set("template", Json.tree(blame.templateValues(lastGood.path("template"))));
            good.set("configuration", Json.tree(blame.configurationValues(lastGood.path("configMaps"))));
        }
        return data;
    }

    private Companion() {}
}
