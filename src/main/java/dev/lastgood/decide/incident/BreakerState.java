package dev.lastgood.decide.incident;

import dev.lastgood.api.Durations;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.Breaker;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RollbackEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a workload was rolled back too often of late.
 *
 * @param limit how many rollbacks within the window open it
 * @param count how many there are
 * @param closes when it closes by itself, null: it is closed
 * @param changes when the next of them leaves the window, null: there is none
 */
public record BreakerState(int limit, Duration window, int count, Instant closes, Instant changes) {

    private static final int KEPT = 20;
    private static final int DEFAULT_LIMIT = 3;
    private static final Duration DEFAULT_WINDOW = Duration.ofHours(1);

    /** @param rollbacks when the workload was rolled back, for whichever of its models */
    public static BreakerState of(ModelDeployment model, Collection<Instant> rollbacks, Instant now) {
        Breaker asked = model.getSpec().response == null ? null : model.getSpec().response.breaker;
        int limit = asked == null || asked.rollbacks < 1 ? DEFAULT_LIMIT : asked.rollbacks;
        Duration window = asked == null ? DEFAULT_WINDOW : Durations.parse(asked.window, DEFAULT_WINDOW);
        List<Instant> recent = rollbacks.stream()
                .filter(at -> at.isAfter(now.minus(window)))
                .sorted(Comparator.reverseOrder())
                .toList();
        // It closes when the oldest of those that still make it too many leaves the window.
        Instant closes = recent.size() < limit ? null : recent.get(limit - 1).plus(window);
        Instant changes =
                recent.isEmpty() ? null : recent.get(recent.size() - 1).plus(window);
        return new BreakerState(limit, window, recent.size(), closes, changes);
    }

    public boolean isOpen() {
        return closes != null;
    }

    public String words() {
        return count + " rollbacks within " + Durations.text(window)
                + (isOpen()
                        ? ": incidents that probes or alerts open are suggested only; closes by itself at " + closes
                        : ", opens at " + limit);
    }

    /**
     * The rollbacks of a model, newest first: those that its status knows, of incidents that may be gone, and those of its
     * incidents. Drills and dry runs do not count, nor does what one incident shares with another.
     */
    public static List<RollbackEvent> events(ModelDeployment model, List<AIIncident> incidents) {
        List<RollbackEvent> known = model.getStatus() == null || model.getStatus().rollbacks == null
                ? List.of()
                : model.getStatus().rollbacks;
        Stream<RollbackEvent> done = incidents.stream()
                .filter(i -> i.getStatus() != null && !i.getSpec().drill && !DryRun.isAsked(i))
                .flatMap(i -> i.getStatus().steps.stream()
                        .filter(BreakerState::isRollback)
                        .map(s -> event(i.getMetadata().getName(), s.finishedAt)))
                .filter(e -> known.stream().noneMatch(k -> e.at.equals(k.at) && e.incident.equals(k.incident)));
        return Stream.concat(known.stream().filter(k -> k.at != null), done)
                .sorted(Comparator.comparing((RollbackEvent e) -> Instant.parse(e.at))
                        .thenComparing(e -> String.valueOf(e.incident))
                        .reversed())
                .limit(KEPT)
                .toList();
    }

    private static boolean isRollback(Step step) {
        return step.type == StepType.Rollback
                && step.state == StepState.Done
                && Reason.Patched.name().equals(step.reason)
                && step.finishedAt != null;
    }

    private static RollbackEvent event(String incident, String at) {
        RollbackEvent event = new RollbackEvent();
        event.incident = incident;
        event.at = at;
        return event;
    }
}
