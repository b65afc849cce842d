package dev.lastgood.rest.model;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.api.probe.ProbeStatus;
import dev.lastgood.rest.http.ResourcePaths;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is known of a model. */
@Schema(description = "What is known of a model")
record ModelAnswer(
        @Schema(description = "Its key in paths and in Postgres") String modelId,
        @Schema(description = "Where its ModelDeployment is") String namespace,
        @Schema(description = "The name of its ModelDeployment") String name,
        @Schema(description = "Nothing is changed for this model") boolean paused,
        @Schema(description = "The revision that serves; absent: none was seen") String serving,
        @Schema(description = "The revision that a rollback restores; absent: there is none") String lastGood,
        @Schema(description = "The newest revisions, newest first") List<RevisionSummary> revisions,
        @Schema(description = "What the probes say of the revision that serves") List<ProbeStatus> probes,
        @Schema(description = "Conditions, as in the ModelDeployment's status") List<Condition> conditions,
        @Schema(description = "The newest incident that is not over; absent: none") String activeIncident,
        @Schema(description = "Where more is: self, runs, incidents, activeIncident") Map<String, String> links) {

    static ModelAnswer of(ModelDeployment model) {
        ModelDeploymentStatus status = model.getStatus() == null ? new ModelDeploymentStatus() : model.getStatus();
        String namespace = model.getMetadata().getNamespace();
        String name = model.getMetadata().getName();
        Map<String, String> links = new TreeMap<>();
        links.put("self", ResourcePaths.model(model.modelId(), namespace));
        links.put("runs", ResourcePaths.runs(model.modelId(), namespace));
        if (status.activeIncident != null) {
            links.put("activeIncident", ResourcePaths.incident(namespace, status.activeIncident));
        }
        return new ModelAnswer(
                model.modelId(),
                namespace,
                name,
                model.getSpec() != null && model.getSpec().paused,
                status.servingRevision,
                status.lastGoodRevision,
                status.revisions,
                status.probes,
                status.conditions,
                status.activeIncident,
                links);
    }
}
