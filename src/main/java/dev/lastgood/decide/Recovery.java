package dev.lastgood.decide;

import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Durations;
import dev.lastgood.api.Outcome;
import dev.lastgood.api.Phase;
import dev.lastgood.api.Reason;
import dev.lastgood.api.Response;
import dev.lastgood.api.Source;
import dev.lastgood.api.StepState;
import dev.lastgood.api.StepType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the model's probes say of an incident: whether it is over, whether it is still bad, whether it is bad again. */
final class Recovery {

    private static final Duration GOOD_FOR = Duration.ofMinutes(1);
    private static final Duration RESOLVE_AFTER = Duration.ofMinutes(30);

    private final IncidentView view;
    private final Chronicle chronicle;

    Recovery(IncidentView view, Chronicle chronicle) {
        this.view = view;
        this.chronicle = chronicle;
    }

    /** Only an incident that probes opened follows them; of others only people say that they are over. */
    boolean follows() {
        return view.incident().getSpec().source == Source.Probe
                && view.model() != null
                && !view.probes().isEmpty();
    }

    /** A probe has a bad verdict. */
    boolean isBad() {
        return view.probes().values().stream().anyMatch(s -> s.verdict() == Outcome.Bad);
    }

    /** What the probes say is about what was restored, no longer about the suspect. */
    boolean isAboutAnother() {
        String about = view.gateway().probing().revision();
        return about != null && !about.equals(chronicle.status.suspect);
    }

    /** What the bad ones saw. */
    String facts() {
        return ProbeHealth.facts(view.probes(), Outcome.Bad);
    }

    /** Writes down which probes were Bad meanwhile: every Bad of the workload's time joins this incident. */
    void join() {
        for (Map.Entry<String, ProbeState> probe : view.probes().entrySet()) {
            String name = probe.getKey();
            if (probe.getValue().verdict() == Outcome.Bad && !chronicle.status.probes.contains(name)) {
                List<String> probes = new ArrayList<>(chronicle.status.probes);
                probes.add(name);
                chronicle.status.probes = probes;
                chronicle.log(
                        Reason.ProbesBad,
                        "probe " + name + " is bad: " + probe.getValue().message());
            }
        }
    }

    /** How long the probes must still be good until what was restored counts as verified; null: they are not good. */
    Duration untilGood() {
        return until(null, Durations.parse(response().goodFor, GOOD_FOR));
    }

    /** When all probes have had the time to say whether what was restored is good. */
    Duration patience() {
        return Settle.of(view.model()).plus(Durations.parse(response().goodFor, GOOD_FOR));
    }

    /**
     * Moves an incident on that waits for people or rests: mitigated once the probes were good for a while, resolved once
     * they were at baseline for longer.
     *
     * @return when to look again though nothing happens, null: never
     */
    Duration rest() {
        boolean mitigated = chronicle.status.phase == Phase.Mitigated;
        Instant from = mitigated ? Instant.parse(chronicle.status.times.mitigated) : null;
        Duration span = mitigated
                ? Durations.parse(response().resolveAfter, RESOLVE_AFTER)
                : Durations.parse(response().goodFor, GOOD_FOR);
        Duration left = until(from, span);
        if (left == null || !left.isZero()) {
            return left;
        }
        String message = "the probes are good since " + goodSince();
        chronicle.phase(mitigated ? Phase.Resolved : Phase.Mitigated, Reason.Recovered, message);
        chronicle.condition(ConditionType.Ready, Conditions.TRUE, Reason.Recovered, message);
        return Duration.ZERO;
    }

    /**
     * What was restored was verified, and is bad now: no revision is tried after it, for an upstream that is away must not
     * walk back through good history. The flags follow.
     *
     * @return whether it is so
     */
    boolean again() {
        boolean verified = chronicle.is(Ladder.VERIFY, StepState.Done);
        boolean flags = FlagRung.isTried(view, chronicle);
        if (!verified || flags || !isBad() || !isAboutAnother()) {
            return false;
        }
        String message = "what was restored served, and is bad, too: " + facts();
        chronicle.step(Ladder.VERIFY, StepType.Verify, StepState.Failed, Reason.ProbesBad, message);
        chronicle.condition(ConditionType.Verified, Conditions.FALSE, Reason.ProbesBad, message);
        chronicle.condition(ConditionType.Stabilized, Conditions.FALSE, Reason.ProbesBad, message);
        chronicle.phase(Phase.Stabilizing, Reason.ProbesBad, message);
        return true;
    }

    private Duration until(Instant from, Duration span) {
        Instant good = goodSince();
        if (good == null) {
            return null;
        }
        Instant begin = from != null && from.isAfter(good) ? from : good;
        Duration left = Duration.between(chronicle.now(), begin.plus(span));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Since when all of them are good without a break; null: they are not. */
    private Instant goodSince() {
        Instant latest = null;
        for (ProbeState probe : view.probes().values()) {
            if (probe.verdict() != Outcome.Good || probe.goodSince() == null) {
                return null;
            }
            latest = latest == null || probe.goodSince().isAfter(latest) ? probe.goodSince() : latest;
        }
        return latest;
    }

    private Response response() {
        Response response = view.model().getSpec().response;
        return response == null ? new Response() : response;
    }
}
