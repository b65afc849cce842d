package dev.lastgood.act.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.api.quarantine.LastGoodDigests;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.api.quarantine.QuarantineFix;
import dev.lastgood.api.quarantine.QuarantineSpec;
import dev.lastgood.api.quarantine.QuarantinedWorkload;
import dev.lastgood.decide.quarantine.SpecParts;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The Quarantine that keeps a failed revision out. Its name is that of the revision. */
final class QuarantineObject {

    private static final int WORDS = 1024;
    private static final int LISTED = 100;
    private static final int LISTED_WORDS = 512;

    /**
     * From what a failed revision is blamed for.
     *
     * @param workload kind and name, {@code Deployment.model-gateway}
     */
    static Quarantine of(String namespace, String workload, Revision suspect, Blame blame, Charge charge, Instant now) {
        QuarantineSpec spec = spec(workload);
        spec.version = BoundedText.of(suspect.version(), Revision.TEXT_LIMIT);
        spec.incident = charge.incident();
        spec.reason = charge.reason();
        spec.since = now.toString();
        SpecParts.write(spec, blame);
        spec.fix = fix(
                blame.ofTemplate() ? blame.templateInWords() : null,
                blame.ofConfiguration() ? blame.configurationInWords() : null);
        if (blame.ofTemplate() && blame.ofConfiguration()) {
            spec.lastGood = new LastGoodDigests();
            spec.lastGood.template = blame.templateValues(charge.lastGood().path("template"));
            spec.lastGood.configuration =
                    blame.configurationValues(charge.lastGood().path("configMaps"));
        }
        spec.noEvidence = blame.noEvidence().stream()
                .limit(LISTED)
                .map(words -> BoundedText.of(words, LISTED_WORDS))
                .toList();
        return finish(namespace, suspect.name(), spec);
    }

    /**
     * From the ControllerRevision by which an earlier version of Lastgood kept a revision out. The same template and the
     * same ConfigMaps are refused. If both are blamed, both stay: what the last good revision had is not told by field.
     */
    static Quarantine of(ControllerRevision companion) {
        Map<String, String> annotations = companion.getMetadata().getAnnotations();
        JsonNode data = Json.tree(companion.getData());
        QuarantineSpec spec = spec(annotations.get(Names.WORKLOAD));
        spec.incident = annotations.get(Names.INCIDENT);
        spec.reason = annotations.get(Names.REASON);
        spec.since = annotations.get(Names.SINCE);
        Blame blame = new Blame(
                NamedParts.template(data.path("blamed"), data.path("template")),
                List.of(),
                NamedParts.configuration(data.path("blamed"), data.path("configMaps")));
        SpecParts.write(spec, blame);
        spec.fix = fix(
                data.path("changeOfTemplate").textValue(),
                data.path("changeOfConfiguration").textValue());
        Quarantine converted = finish(companion.getMetadata().getNamespace(), annotations.get(Names.KEEPS_OUT), spec);
        // A half that was fixed since then may come back.
        converted.getMetadata().getLabels().keySet().removeIf(label -> !companion
                .getMetadata()
                .getLabels()
                .containsKey(label));
        return converted;
    }

    private static QuarantineSpec spec(String workload) {
        QuarantineSpec spec = new QuarantineSpec();
        int dot = workload.indexOf('.');
        spec.workload = new QuarantinedWorkload();
        spec.workload.kind = WorkloadKind.valueOf(workload.substring(0, dot));
        spec.workload.name = workload.substring(dot + 1);
        return spec;
    }

    private static QuarantineFix fix(String template, String configuration) {
        QuarantineFix fix = new QuarantineFix();
        fix.template = BoundedText.of(template, WORDS);
        fix.configuration = BoundedText.of(configuration, WORDS);
        return fix;
    }

    private static Quarantine finish(String namespace, String name, QuarantineSpec spec) {
        spec.blamed = BoundedText.of(
                String.join(
                        " or ",
                        java.util.stream.Stream.of(spec.fix.template, spec.fix.configuration)
                                .filter(java.util.Objects::nonNull)
                                .toList()),
                WORDS);
        Map<String, String> labels = new TreeMap<>();
        label(labels, Names.QUARANTINED_TEMPLATE, spec.template);
        label(labels, Names.QUARANTINED_CONFIGURATION, spec.configuration);
        Quarantine object = new Quarantine();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .build());
        object.setSpec(spec);
        return object;
    }

    private static void label(Map<String, String> labels, String key, List<?> parts) {
        if (!parts.isEmpty()) {
            labels.put(key, "true");
        }
    }

    private QuarantineObject() {}
}
