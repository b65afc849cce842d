package dev.lastgood.notify.telemetry;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.lib.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Tells what moved: a log line, a Kubernetes Event and the metrics, once for each new line of the timeline. */
@ApplicationScoped
public class Announcer {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    private final KubernetesEvents events;
    private final IncidentMetrics metrics;

    public Announcer(KubernetesEvents events, IncidentMetrics metrics) {
        this.events = events;
        this.metrics = metrics;
    }

    /**
     * Announces the difference between what stood there and what stands there now.
     *
     * @param before the incident with its former status
     * @param model the incident's model, null where it does not exist
     */
    public void announce(AIIncident before, AIIncidentStatus after, ModelDeployment model) {
        List<TimelineEntry> known = before.getStatus() == null ? List.of() : before.getStatus().timeline;
        for (TimelineEntry entry : after.timeline) {
            if (known.stream().noneMatch(k -> isSame(k, entry))) {
                LOG.infof(
                        "incident=%s/%s model=%s reason=%s phase=%s message=\"%s\"",
                        before.getMetadata().getNamespace(),
                        before.getMetadata().getName(),
                        before.getSpec().modelRef.name,
                        entry.reason,
                        after.phase,
                        oneLine(entry.message));
                events.publish(before, model, entry, after.phase);
            }
        }
        metrics.count(before, after);
    }

    /** Announces what became of a model's revisions. */
    public void announce(ModelDeployment before, ModelDeploymentStatus after) {
        List<RevisionSummary> known = before.getStatus() == null ? List.of() : before.getStatus().revisions;
        for (RevisionSummary revision : after.revisions) {
            boolean isNew = known.stream().noneMatch(k -> k.name.equals(revision.name) && k.state == revision.state);
            if (isNew) {
                LOG.infof(
                        "model=%s/%s revision=%s version=%s state=%s reason=%s",
                        before.getMetadata().getNamespace(),
                        before.getMetadata().getName(),
                        revision.name,
                        revision.version == null ? null : oneLine(revision.version),
                        revision.state,
                        revision.reason);
            }
        }
    }

    private static boolean isSame(TimelineEntry a, TimelineEntry b) {
        return a.at.equals(b.at) && a.reason.equals(b.reason) && a.message.equals(b.message);
    }

    /** Texts of others must not make log lines of their own. */
    private static String oneLine(String text) {
        return OneLine.of(text).replace('"', '\'');
    }
}
