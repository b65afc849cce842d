package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentStatus;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Step;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import dev.lastgood.api.TimelineEntry;
import dev.lastgood.api.Times;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;

/** An incident's next status in the making: a copy that keeps times where nothing changed and every text in bounds. */
final class Chronicle {

    private static final int MESSAGE_LIMIT = 1024;
    private static final int TIMELINE_LIMIT = 50;

    final AIIncidentStatus status;
    private final long generation;
    private final Instant now;

    Chronicle(AIIncident incident, AIIncidentStatus before, Clock clock) {
        status = before == null ? new AIIncidentStatus() : Serialization.clone(before);
        status.times = status.times == null ? new Times() : status.times;
        generation = incident.getMetadata().getGeneration() == null
                ? 0
                : incident.getMetadata().getGeneration();
        status.observedGeneration = generation;
        now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    Instant now() {
        return now;
    }

    /**
     * Moves on.
     *
     * @throws IllegalStateException where {@link Transitions} does not allow it: a fault of ours, not of a user
     */
    void phase(Phase to, Reason reason, String message) {
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

    void log(Reason reason, String message) {
        TimelineEntry entry = new TimelineEntry();
        entry.at = now.toString();
        entry.reason = reason.name();
        entry.message = bounded(message);
        status.timeline = new ArrayList<>(status.timeline);
        status.timeline.add(entry);
        while (status.timeline.size() > TIMELINE_LIMIT) {
            status.timeline.remove(0);
        }
    }

    Optional<Step> step(String name) {
        String id = status.attempt + "/" + name;
        return status.steps.stream().filter(s -> s.id.equals(id)).findFirst();
    }

    boolean is(String name, StepState state) {
        return step(name).map(s -> s.state == state).orElse(false);
    }

    /** Done, Failed or Skipped. */
    boolean isOver(String name) {
        return step(name)
                .map(s -> s.state != StepState.Pending && s.state != StepState.Running)
                .orElse(false);
    }

    /** Writes how a step stands; its times are kept, and nothing changes where nothing changed. */
    void step(String name, StepType type, StepState state, Reason reason, String message) {
        Step step = step(name).orElseGet(() -> {
            Step added = new Step();
            added.id = status.attempt + "/" + name;
            added.type = type;
            status.steps.add(added);
            return added;
        });
        if (step.state == state && reason.name().equals(step.reason)) {
            return;
        }
        step.state = state;
        step.reason = reason.name();
        step.message = bounded(message);
        if (step.startedAt == null) {
            step.startedAt = now.toString();
        }
        boolean over = state != StepState.Pending && state != StepState.Running;
        step.finishedAt = over ? now.toString() : null;
    }

    void condition(String type, String value, Reason reason, String message) {
        status.conditions = Conditions.set(status.conditions, type, value, reason, bounded(message), generation, now);
    }

    static String bounded(String message) {
        return message == null || message.length() <= MESSAGE_LIMIT
                ? message
                : message.substring(0, MESSAGE_LIMIT - 1) + "…";
    }
}
