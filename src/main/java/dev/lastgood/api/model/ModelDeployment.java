package dev.lastgood.api.model;

import dev.lastgood.api.Names;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** The policy and the memory around a model gateway that already runs. It never owns the workload. */
@Group(Names.GROUP)
@Version(Names.VERSION)
@Plural("modeldeployments")
@ShortNames("mdl")
@AdditionalPrinterColumn(
        name = "Serving",
        jsonPath = ".status.servingRevision",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Last Good",
        jsonPath = ".status.lastGoodRevision",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Protected",
        jsonPath = ".status.conditions[?(@.type=='Protected')].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Incident",
        jsonPath = ".status.activeIncident",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Why Not Protected",
        jsonPath = ".status.conditions[?(@.type=='Protected')].reason",
        priority = 1,
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class ModelDeployment extends CustomResource<ModelDeploymentSpec, ModelDeploymentStatus> implements Namespaced {

    /** The model's key in Postgres and in REST paths: {@code spec.modelId}, else the object's name. */
    public String modelId() {
        return spec == null || spec.modelId == null ? getMetadata().getName() : spec.modelId;
    }
}
