package dev.lastgood.decide.opening;

import dev.lastgood.api.Durations;
import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.decide.incident.BadRun;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.service.RememberedTurns;
import dev.lastgood.decide.service.ServiceHistory;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What a model's Bad probes say of one revision.
 *
 * @param suspect the revision that they are about
 * @param probes the Bad ones, by name; at least one
 */
record BadVerdict(ModelDeployment model, Revision suspect, Map<String, ProbeState> probes) implements Verdict {

    private static final Set<Reason> NO_ANSWER = EnumSet.of(
            Reason.StatusUnexpected, Reason.AnswerIncomplete, Reason.AnswerTimedOut, Reason.TargetUnreachable);

    private static final Duration EVERY = Duration.ofSeconds(10);

    /** The one that is worst, then the first. */
    Probe worst() {
        return model.getSpec().probes.stream()
                .filter(p -> probes.containsKey(p.name))
                .min(Comparator.comparing((Probe p) -> severity(trigger(p)))
                        .thenComparing(p -> probes.get(p.name).since()))
                .orElseThrow();
    }

    @Override
    public Trigger trigger() {
        return trigger(worst());
    }

    private Severity severity(Trigger trigger) {
        return Opening.severity(model, trigger);
    }

    /** A gateway that gives no whole answer says nothing about what the probe looks for in one. */
    private Trigger trigger(Probe probe) {
        return NO_ANSWER.contains(probes.get(probe.name).reason()) ? Trigger.GatewayErrors : probe.trigger;
    }

    /** When the first verdict became what it is. */
    Instant detected() {
        return probes.values().stream()
                .map(ProbeState::since)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    @Override
    public String revision() {
        return suspect.name();
    }

    @Override
    public boolean isContinuedFrom(AIIncident incident) {
        AIIncidentStatus status = incident.getStatus();
        // One that names no revision, or an unknown one, waits for a person.
        if (status == null || status.suspect == null) {
            return false;
        }
        return wentOnUnder(incident) || isOlderThanTheSuspect() && isOf(incident);
    }

    private boolean isOf(AIIncident incident) {
        AIIncidentStatus status = incident.getStatus();
        ServiceHistory turns = RememberedTurns.of(model);
        return status.probes.stream()
                .map(probes::get)
                .anyMatch(bad -> bad != null && BadRun.isOf(incident, status, turns, bad.badSince()));
    }

    @Override
    public boolean wentOnUnder(AIIncident incident) {
        AIIncidentStatus status = incident.getStatus();
        if (status == null || status.suspect == null) {
            return false;
        }
        return status.probes.stream()
                .map(probes::get)
                .anyMatch(bad -> bad != null && BadRun.wentOn(incident, status, bad.badSince(), suspect.servedSince()));
    }

    private boolean isOlderThanTheSuspect() {
        return suspect.servedSince() != null
                && probes.values().stream().allMatch(state -> state.isBadSinceBefore(suspect.servedSince()));
    }

    /** Whether one of them has become Bad, after its last Good sample, later than {@code time}. */
    @Override
    public boolean isNewSince(Instant time) {
        return probes.values().stream().anyMatch(state -> state.badSince().isAfter(time));
    }

    /** When the first Bad sample was taken: a verdict needs several of them in a row. */
    static Instant begun(ModelDeployment model, Map<String, ProbeState> bad) {
        return model.getSpec().probes.stream()
                .filter(p -> bad.containsKey(p.name))
                .map(p -> bad.get(p.name).since().minus(every(p).multipliedBy(p.failAfter - 1L)))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** What cannot be read is left to the probe itself. */
    private static Duration every(Probe probe) {
        try {
            return Durations.parse(probe.every, EVERY);
        } catch (DateTimeException | ArithmeticException e) {
            return EVERY;
        }
    }
}
