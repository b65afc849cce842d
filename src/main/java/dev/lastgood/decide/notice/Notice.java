package dev.lastgood.decide.notice;

import dev.lastgood.api.Severity;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Diagnosis;
import dev.lastgood.api.incident.Evidence;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Links;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.incident.Detection;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.OneLine;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is to be told of an incident by now. The same incident gives the same notice. Texts of users are held in bounds
 * and on one line; each receiver's markup is left to who sends it.
 *
 * @param mark {@code DRILL: } or nothing
 * @param opened when the object was created, RFC 3339
 * @param restored what was brought back or switched, null: nothing yet
 * @param mitigationEta RFC 3339 by a person, else while a rollback is under way its deadline in words, or when it was
 *     mitigated; null: not known
 * @param suspect version and name of the revision that is to blame, null: not known
 * @param badProbes what the probes that were Bad said when it was first seen
 * @param changes the first lines of what came in with the suspect
 * @param moreChanges how many lines there are besides
 * @param acknowledgedBy null: nobody
 * @param awaited what a person has to do, null: nothing
 * @param command what to type for it, null: nothing
 */
public record Notice(
        String mark,
        String namespace,
        String incident,
        String model,
        String trigger,
        Severity severity,
        Phase phase,
        String detected,
        String opened,
        String summary,
        String traceId,
        String runId,
        String customerImpact,
        String mitigationEta,
        String restored,
        String suspect,
        List<String> badProbes,
        List<String> changes,
        int moreChanges,
        String acknowledgedBy,
        String awaited,
        String command,
        List<Link> links) {

    /** Where to look further. */
    public record Link(String text, String href) {}

    private static final int TEXT = 512;
    private static final int CHANGES = 8;
    private static final int CHANGE = 160;
    private static final int PROBES = 4;
    private static final String ELSE = "; else it is given up";

    /** Copies the lists. */
    public Notice {
        badProbes = List.copyOf(badProbes);
        changes = List.copyOf(changes);
        links = List.copyOf(links);
    }

    /** Title in one line, such as {@code DRILL: Sev1 Hallucination in pricing: Mitigated}. */
    public String title() {
        return mark + severity + " " + trigger + " in " + model + ": " + phase;
    }

    public static Notice of(AIIncident incident, ModelDeployment model, AIIncidentStatus status) {
        AIIncidentSpec spec = incident.getSpec();
        Evidence evidence = status.evidence == null ? new Evidence() : status.evidence;
        Diagnosis diagnosis = status.diagnosis == null ? new Diagnosis() : status.diagnosis;
        List<String> changes = some(diagnosis.changes);
        List<String> shown = changes.stream()
                .limit(CHANGES)
                .map(c -> BoundedText.of(line(c), CHANGE))
                .toList();
        int more = diagnosis.moreChanges == null ? 0 : diagnosis.moreChanges;
        return new Notice(
                StatusDraft.mark(incident),
                incident.getMetadata().getNamespace(),
                incident.getMetadata().getName(),
                line(model.modelId()),
                spec.trigger.name(),
                spec.severity,
                status.phase,
                Detection.timeOf(incident).toString(),
                incident.getMetadata().getCreationTimestamp(),
                line(spec.summary),
                line(evidence.traceId != null ? evidence.traceId : spec.traceId),
                line(evidence.runId != null ? evidence.runId : spec.runId),
                line(spec.customerImpact),
                eta(spec, status),
                line(restored(model, status)),
                line(status.suspect == null ? null : revision(model, status.suspect)),
                some(diagnosis.probes).stream()
                        .filter(p -> p.contains(" is " + Outcome.Bad))
                        .limit(PROBES)
                        .map(Notice::line)
                        .toList(),
                shown,
                changes.size() - shown.size() + more,
                line(spec.acknowledgedBy),
                line(awaited(status)),
                command(incident, status),
                links(diagnosis.links));
    }

    private static String eta(AIIncidentSpec spec, AIIncidentStatus status) {
        if (status.phase == Phase.Mitigated || status.phase.isOver()) {
            return status.times == null || status.times.mitigated == null
                    ? null
                    : "mitigated at " + seconds(status.times.mitigated);
        }
        if (spec.mitigationETA != null) {
            return spec.mitigationETA.toInstant().toString();
        }
        if (status.phase != Phase.Stabilizing || hasFailed(status)) {
            return null;
        }
        if (status.rollback != null) {
            return status.rollback.deadline == null
                    ? null
                    : "at the latest " + seconds(status.rollback.deadline) + ELSE;
        }
        return status.plan == null || status.plan.rollbackDeadline == null
                ? null
                : "at the latest " + status.plan.rollbackDeadline + " after the rollback" + ELSE;
    }

    private static Instant seconds(String time) {
        return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Flags follow, and nobody knows how long that takes. */
    private static boolean hasFailed(AIIncidentStatus status) {
        return status.steps.stream()
                .anyMatch(s -> s.state == StepState.Failed
                        && (s.id.equals(status.attempt + "/" + StepName.VERIFY)
                                || s.id.equals(status.attempt + "/" + StepName.ROLLBACK)));
    }

    private static List<String> some(List<String> list) {
        return list == null
                ? List.of()
                : list.stream().filter(s -> line(s) != null).toList();
    }

    private static List<Link> links(Links all) {
        List<Link> links = new ArrayList<>();
        if (all != null) {
            Stream.of(
                            new Link("incident", all.incident),
                            new Link("dashboard", all.dashboard),
                            new Link("trace", all.trace))
                    .filter(l -> l.href != null)
                    .forEach(links::add);
        }
        return links;
    }

    /** With its version, by which people know it. */
    private static String revision(ModelDeployment model, String name) {
        if (model.getStatus() == null || model.getStatus().revisions == null) {
            return name;
        }
        return model.getStatus().revisions.stream()
                .filter(r -> name.equals(r.name) && r.version != null)
                .map(r -> r.version + " (" + name + ")")
                .findFirst()
                .orElse(name);
    }

    private static String awaited(AIIncidentStatus status) {
        return status.phase != Phase.Suggested && status.phase != Phase.NeedsHuman || status.conditions == null
                ? null
                : status.conditions.stream()
                        .filter(ConditionType.Ready::isOf)
                        .map(Condition::getMessage)
                        .findFirst()
                        .orElse(null);
    }

    /** Its words need no quoting: names of objects, and a digest. */
    private static String command(AIIncident incident, AIIncidentStatus status) {
        return status.phase != Phase.Suggested || status.plan == null || status.plan.hash == null
                ? null
                : "kubectl patch aiincident " + incident.getMetadata().getName() + " -n "
                        + incident.getMetadata().getNamespace()
                        + " --type=merge -p '{\"spec\":{\"response\":{\"approvedPlan\":\"" + status.plan.hash
                        + "\"}}}'";
    }

    private static String restored(ModelDeployment model, AIIncidentStatus status) {
        List<String> parts = new ArrayList<>();
        if (status.rollback != null) {
            parts.add(status.rollback.fromVersion + " -> " + status.rollback.toVersion
                    + (status.rollback.toRevision == null ? "" : " (" + status.rollback.toRevision + ")"));
        }
        if (status.flags != null && !status.flags.isEmpty()) {
            parts.add("flags off: "
                    + String.join(", ", status.flags.stream().map(f -> f.name).toList()));
        }
        if (status.route != null) {
            parts.add("route " + status.route.name + " led to its fallback");
        }
        if (parts.isEmpty() && !status.phase.isOver() && status.plan != null && status.plan.to != null) {
            return "nothing yet; planned: " + revision(model, status.plan.to);
        }
        return parts.isEmpty() ? null : String.join("; ", parts);
    }

    /** On one line, in bounds; null where nothing is left. */
    public static String line(String text) {
        String line = OneLine.of(text, TEXT);
        return line == null || line.isEmpty() ? null : line;
    }
}
