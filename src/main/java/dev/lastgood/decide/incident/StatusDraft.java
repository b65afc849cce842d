package dev.lastgood.decide.incident;

import dev.lastgood.api.StatusPart;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.incident.Times;
import dev.lastgood.lib.BoundedText;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An incident's next status in the making. Times are kept if nothing changed, and every text is kept in bounds. What did not change is
 * shared with the last status, so a part is written to only after {@link #own} has copied it.
 */
public final class StatusDraft {

    private static final int TIMELINE_LIMIT = 50;
    private static final int STEP_LIMIT = 64;

    public final AIIncidentStatus status;
    private final AIIncidentStatus before;
    /** The parts that belong to this draft alone. */
    private final Set<Object> own = Collections.newSetFromMap(new IdentityHashMap<>());

    private final long generation;
    private final Instant now;
    /** What each text begins with where not everything is meant as it sounds. */
    private final String mark;

    public StatusDraft(AIIncident incident, AIIncidentStatus before, Clock clock) {
        this.before = before;
        status = before == null ? new AIIncidentStatus() : before.copy();
        status.times = status.times == null ? new Times() : status.times;
        generation = incident.getMetadata().getGeneration() == null
                ? 0
                : incident.getMetadata().getGeneration();
        status.observedGeneration = generation;
        mark = mark(incident);
        now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns what was drafted; if that says the same as the status before, the very same status. */
    public AIIncidentStatus result() {
        return StatusPart.isSame(status, before) ? before : status;
    }

    /** Returns the part to be written to: a copy, unless it is the draft's own already. The caller puts it in its place. */
    public <T extends StatusPart<T>> T own(T part) {
        if (part == null || own.contains(part)) {
            return part;
        }
        T copy = part.copy();
        own.add(copy);
        return copy;
    }

    /** Returns the times, to be written to. */
    public Times times() {
        status.times = own(status.times);
        return status.times;
    }

    /** Returns the record of a flag, to be written to; empty if there is none. */
    public Optional<FlagRecord> flag(String name) {
        Optional<FlagRecord> record =
                status.flags.stream().filter(f -> f.name.equals(name)).findFirst();
        return record.map(kept -> {
            FlagRecord written = own(kept);
            status.flags = replaced(status.flags, kept, written);
            return written;
        });
    }

    private static <T> List<T> replaced(List<T> list, T gone, T added) {
        if (gone == added) {
            return list;
        }
        List<T> next = new ArrayList<>(list);
        next.replaceAll(each -> each == gone ? added : each);
        return next;
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
            case Mitigated -> times().mitigated = first(status.times.mitigated);
            case Resolved -> times().resolved = now.toString();
            case Closed -> times().closed = now.toString();
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
        return StepName.in(status, name);
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
        Step known = step(name).orElse(null);
        if (known != null && known.state == state && reason.name().equals(known.reason)) {
            return;
        }
        Step step = known == null ? added(name, type) : own(known);
        status.steps = replaced(status.steps, known, step);
        step.state = state;
        step.reason = reason.name();
        step.message = marked(message);
        if (step.startedAt == null) {
            step.startedAt = now.toString();
        }
        boolean over = state != StepState.Pending && state != StepState.Running;
        step.finishedAt = over ? now.toString() : null;
    }

    private Step added(String name, StepType type) {
        Step added = new Step();
        own.add(added);
        added.id = status.attempt + "/" + name;
        added.type = type;
        status.steps = new ArrayList<>(status.steps);
        status.steps.add(added);
        makeRoom(added);
        return added;
    }

    /** Restarts a step that was over: it is running from now on. */
    public void restart(String name, StepType type, Reason reason, String message) {
        String id = status.attempt + "/" + name;
        status.steps = new ArrayList<>(status.steps);
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
        return condition(type).map(Condition::getStatus).orElse(null);
    }

    /** Why a condition is as it is, null where nothing was said yet. */
    public String reasonOf(ConditionType type) {
        return condition(type).map(Condition::getReason).orElse(null);
    }

    /** What a condition says, null where nothing was said yet. */
    public String messageOf(ConditionType type) {
        return condition(type).map(Condition::getMessage).orElse(null);
    }

    private Optional<Condition> condition(ConditionType type) {
        return status.conditions.stream().filter(type::isOf).findFirst();
    }

    /** What a condition said of an earlier attempt is no longer so. */
    public void forget(ConditionType type) {
        status.conditions = Conditions.without(status.conditions, type::isOf);
    }

    /** The spec can be worked with again. */
    public void forgetInvalid() {
        status.conditions = Conditions.without(
                status.conditions, c -> Reason.ConfigurationInvalid.name().equals(c.getReason()));
    }

    public void condition(ConditionType type, String value, Reason reason, String message) {
        status.conditions = Conditions.set(status.conditions, type, value, reason, marked(message), generation, now);
    }
}
