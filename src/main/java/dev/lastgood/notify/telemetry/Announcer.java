package dev.lastgood.notify.telemetry;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.lib.OneLine;
import io.fabric8.kubernetes.api.model.Condition;
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
        announceOutlook(before, after);
    }

    /** Once when a rollback becomes impossible, and once when it is possible again. A first revision has none yet. */
    private void announceOutlook(ModelDeployment before, ModelDeploymentStatus after) {
        Condition now = outlook(after);
        Condition was = outlook(before.getStatus());
        boolean impossible = isImpossible(now);
        if (impossible == isImpossible(was) || !impossible && !isPossible(now)) {
            return;
        }
        LOG.logf(
                impossible ? Logger.Level.WARN : Logger.Level.INFO,
                "model=%s/%s condition=%s status=%s reason=%s message=\"%s\"",
                before.getMetadata().getNamespace(),
                before.getMetadata().getName(),
                now.getType(),
                now.getStatus(),
                now.getReason(),
                oneLine(now.getMessage()));
        events.publish(before, now, impossible);
    }

    private static Condition outlook(ModelDeploymentStatus status) {
        return status == null
                ? null
                : status.conditions.stream()
                        .filter(ConditionType.RollbackPossible::isOf)
                        .findFirst()
                        .orElse(null);
    }

    private static boolean isPossible(Condition outlook) {
        return outlook != null && Conditions.TRUE.equals(outlook.getStatus());
    }

    private static boolean isImpossible(Condition outlook) {
        return outlook != null
                && Conditions.FALSE.equals(outlook.getStatus())
                && !Reason.NoLastGood.name().equals(outlook.getReason());
    }

    private static boolean isSame(TimelineEntry a, TimelineEntry b) {
        return a.at.equals(b.at) && a.reason.equals(b.reason) && a.message.equals(b.message);
    }

    /** Texts of others must not make log lines of their own. */
    private static String oneLine(String text) {
        return OneLine.of(text).replace('"', '\'');
    }
}
