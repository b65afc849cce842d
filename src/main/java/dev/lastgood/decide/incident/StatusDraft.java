package dev.lastgood.decide.incident;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.incident.Times;
import dev.lastgood.lib.BoundedText;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An incident's next status in the making: a copy that keeps times where nothing changed and every text in bounds. */
public final class StatusDraft {

    private static final int TIMELINE_LIMIT = 50;
    private static final int STEP_LIMIT = 64;

    public final AIIncidentStatus status;
    private final long generation;
    private final Instant now;
    /** What each text begins with where not everything is meant as it sounds. */
    private final String mark;

    public StatusDraft(AIIncident incident, AIIncidentStatus before, Clock clock) {
        status = before == null ? new AIIncidentStatus() : Serialization.clone(before);
        status.times = status.times == null ? new Times() : status.times;
        generation = incident.getMetadata().getGeneration() == null
                ? 0
                : incident.getMetadata().getGeneration();
        status.observedGeneration = generation;
        mark = mark(incident);
        now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** What is read about a drill or a dry run says so. */
    public static String mark(AIIncident incident) {
        if (incident.getSpec() == null) {
            return ""; // it could not be read, and is told so
        }
        return incident.getSpec().drill ? "DRILL: " : DryRun.isAsked(incident) ? "dry run: " : "";
    }

    private String marked(String message) {
        return BoundedText.message(message.startsWith(mark) ? message : mark + message);
    }

    public Instant now() {
        return now;
    }

    /**
     * Moves on.
     *
     * @throws IllegalStateException where {@link Transitions} does not allow it: a fault of ours, not of a user
     */
    public void phase(Phase to, Reason reason, String message) {
        if (status.phase == to) {
            return;
        }
        if (!Transitions.allows(status.phase, to)) {
            throw new IllegalStateException("an incident in phase " + status.phase + " cannot become " + to);
        }
        status.phase = to;
        switch (to) {
            case Mitigated -> status.times.mitigated = first(status.times.mitigated);
            case Resolved -> status.times.resolved = now.toString();
            case Closed -> status.times.closed = now.toString();
            default -> {}
        }
        log(reason, to + ": " + message);
    }

    /** The time of an earlier attempt stays: users were hit since the first. */
    private String first(String time) {
        return time == null ? now.toString() : time;
    }

    public void log(Reason reason, String message) {
        TimelineEntry entry = new TimelineEntry();
        entry.at = now.toString();
        entry.reason = reason.name();
        entry.message = marked(message);
        status.timeline = new ArrayList<>(status.timeline);
        status.timeline.add(entry);
        while (status.timeline.size() > TIMELINE_LIMIT) {
            status.timeline.remove(0);
        }
    }

    public Optional<Step> step(String name) {
        String id = status.attempt + "/" + name;
        return status.steps.stream().filter(s -> s.id.equals(id)).findFirst();
    }

    /** This attempt's steps whose names begin so. */
    public List<Step> steps(String beginning) {
        String id = status.attempt + "/" + beginning;
        return status.steps.stream().filter(s -> s.id.startsWith(id)).toList();
    }

    public boolean is(String name, StepState state) {
        return step(name).map(s -> s.state == state).orElse(false);
    }

    /** Done, Failed or Skipped. */
    public boolean isOver(String name) {
        return step(name)
                .map(s -> s.state != StepState.Pending && s.state != StepState.Running)
                .orElse(false);
    }

    /** Writes how a step stands; its times are kept, and nothing changes where nothing changed. */
    public void step(String name, StepType type, StepState state, Reason reason, String message) {
        Step step = step(name).orElseGet(() -> {
            Step added = new Step();
            added.id = status.attempt + "/" + name;
            added.type = type;
            status.steps.add(added);
            return added;
        });
        makeRoom(step);
        if (step.state == state && reason.name().equals(step.reason)) {
            return;
        }
        step.state = state;
        step.reason = reason.name();
        step.message = marked(message);
        if (step.startedAt == null) {
            step.startedAt = now.toString();
        }
        boolean over = state != StepState.Pending && state != StepState.Running;
        step.finishedAt = over ? now.toString() : null;
    }

    /** Restarts a step that was over: it is running from now on. */
    public void restart(String name, StepType type, Reason reason, String message) {
        String id = status.attempt + "/" + name;
        status.steps.removeIf(s -> s.id.equals(id));
        step(name, type, StepState.Running, reason, message);
    }

    /** Beyond the CRD's maximum the oldest attempts' steps go, then flags that this attempt tried first. */
    private void makeRoom(Step kept) {
        String current = status.attempt + "/";
        while (status.steps.size() > STEP_LIMIT) {
            Step gone = status.steps.stream()
                    .filter(s -> !s.id.startsWith(current))
                    .findFirst()
                    .or(() -> status.steps.stream()
                            .filter(s -> s != kept && s.type == StepType.DisableFlag)
                            .findFirst())
                    .orElse(status.steps.get(0));
            status.steps.remove(gone);
        }
    }

    /** Whether a condition holds, null where nothing was said yet. */
    public String valueOf(ConditionType type) {
        return status.conditions.stream()
                .filter(c -> type.isOf(c))
                .map(Condition::getStatus)
                .findFirst()
                .orElse(null);
    }

    /** Why a condition is as it is, null where nothing was said yet. */
    public String reasonOf(ConditionType type) {
        return status.conditions.stream()
                .filter(c -> type.isOf(c))
                .map(Condition::getReason)
                .findFirst()
                .orElse(null);
    }

    /** What a condition says, null where nothing was said yet. */
    public String messageOf(ConditionType type) {
        return status.conditions.stream()
                .filter(c -> type.isOf(c))
                .map(Condition::getMessage)
                .findFirst()
                .orElse(null);
    }

    /** What a condition said of an earlier attempt is no longer so. */
    public void forget(ConditionType type) {
        status.conditions = new ArrayList<>(status.conditions);
        status.conditions.removeIf(c -> type.isOf(c));
    }

    /** The spec can be worked with again. */
    public void forgetInvalid() {
        status.conditions = new ArrayList<>(status.conditions);
        status.conditions.removeIf(c -> Reason.ConfigurationInvalid.name().equals(c.getReason()));
    }

    public void condition(ConditionType type, String value, Reason reason, String message) {
        status.conditions = Conditions.set(status.conditions, type, value, reason, marked(message), generation, now);
    }
}
