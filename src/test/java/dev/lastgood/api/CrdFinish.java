package dev.lastgood.api;

import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What the generator has no annotation for. */
final class CrdFinish implements CRDPostProcessor {

    /** In the order in which {@code kubectl get} prints them; the generator sorts them by path. */
    private static final Map<String, List<String>> COLUMNS = Map.of(
            "ModelDeployment", List.of("Serving", "Last Good", "Incident", "Age"),
            "AIIncident", List.of("Model", "Trigger", "Severity", "Phase", "Rolled Back To", "Age"),
            "Quarantine", List.of("Workload", "Version", "Blamed", "Incident", "Enforced", "Age"));

    private static final Map<String, List<String>> DESCRIPTIONS = Map.of(
            "ModelDeployment",
            List.of(
                    "The policy and the memory around a model gateway that already runs. It never owns the workload.",
                    "What a team wants for one model.",
                    "What Lastgood knows of the model's gateway."),
            "AIIncident",
            List.of(
                    "One incident of a model: what was seen, what was done about it, and what is left to do.",
                    "What was seen, and what is asked for.",
                    "What was done about the incident, and what is left."),
            "Quarantine",
            List.of(
                    "Keeps a failed revision out of the cluster. Its name is that of the revision; deleting it lets the revision in again.",
                    "Which revision is kept out, why, and by what it is recognized. Lastgood writes it.",
                    "Whether the API server keeps the revision out."));

    /** Lists whose elements have a name of their own: {@code spec.flags} and the like. */
    private static final Map<String, String> KEYS = Map.of(
            "flags",
            "name",
            "notifications",
            "name",
            "probes",
            "name",
            "revisions",
            "name",
            "steps",
            "id",
            "conditions",
            "type");

    /** As in metav1.Condition, whose Java class carries neither. */
    private static final Map<String, Field> CONDITION = Map.of(
            "type", new Field("What is said, in CamelCase.", 316),
            "status", new Field("True, False or Unknown.", 7),
            "reason", new Field("Why, in CamelCase.", 1024),
            "message", new Field("Why, for a person.", 32768),
            "lastTransitionTime", new Field("When status last changed, RFC 3339.", 40),
            "observedGeneration", new Field("The generation of the spec that the condition speaks of.", null));

    private record Field(String description, Integer maxLength) {}

    @Override
    public HasMetadata process(HasMetadata object, String crdVersion) {
        CustomResourceDefinition crd = (CustomResourceDefinition) object;
        crd.getSpec().getNames().setCategories(List.of(Names.CATEGORY));
        String kind = crd.getSpec().getNames().getKind();
        crd.getSpec().getVersions().forEach(version -> finish(kind, version));
        return crd;
    }

    private static void finish(String kind, CustomResourceDefinitionVersion version) {
        version.getAdditionalPrinterColumns()
                .sort(Comparator.comparing((CustomResourceColumnDefinition column) ->
                        COLUMNS.get(kind).indexOf(column.getName())));
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        root.setDescription(DESCRIPTIONS.get(kind).get(0));
        root.getProperties().get("spec").setDescription(DESCRIPTIONS.get(kind).get(1));
        root.getProperties().get("status").setDescription(DESCRIPTIONS.get(kind).get(2));
        // Else an object without a spec would be accepted, and only the operator could say what is missing.
        root.setRequired(List.of("spec"));
        finish(root);
    }

    private static void finish(JSONSchemaProps schema) {
        schema.getProperties().forEach((name, property) -> {
            JSONSchemaProps element =
                    property.getItems() == null ? null : property.getItems().getSchema();
            if (name.equals("conditions")) {
                CONDITION.forEach((field, text) -> {
                    element.getProperties().get(field).setDescription(text.description());
                    element.getProperties()
                            .get(field)
                            .setMaxLength(
                                    text.maxLength() == null
                                            ? null
                                            : text.maxLength().longValue());
                });
            }
            if (element != null && !element.getProperties().isEmpty()) {
                finish(element);
                String key = KEYS.get(name);
                if (key != null && element.getProperties().containsKey(key)) {
                    property.setXKubernetesListType("map");
                    property.setXKubernetesListMapKeys(List.of(key));
                    if (!element.getRequired().contains(key)) {
                        element.getRequired().add(key);
                    }
                }
            }
            finish(property);
        });
    }
}
