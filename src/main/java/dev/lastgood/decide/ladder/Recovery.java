package dev.lastgood.decide.ladder;

import dev.lastgood.api.Durations;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.incident.BadRun;
import dev.lastgood.decide.incident.Detection;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.ReleaseOffer;
import dev.lastgood.decide.incident.RestoredRevision;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.probe.ProbeHealth;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.probe.Settle;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Serving;
import dev.lastgood.decide.service.ServiceHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the model's probes say of an incident: whether it is over, whether it is still bad, whether it is bad again. */
final class Recovery {

    private static final Duration GOOD_FOR = Duration.ofMinutes(1);
    private static final Duration RESOLVE_AFTER = Duration.ofMinutes(30);

    private final IncidentView view;
    private final StatusDraft draft;

    Recovery(IncidentView view, StatusDraft draft) {
        this.view = view;
        this.draft = draft;
    }

    /** Only an incident that probes opened follows them; of others only people say that they are over. */
    boolean follows() {
        return view.incident().getSpec().source == Source.Probe
                && view.model() != null
                && !view.probes().isEmpty();
    }

    /** A probe has a bad verdict that concerns this incident. */
    boolean isBad() {
        return !bad().isEmpty();
    }

    /** A probe has a bad verdict that is newer than {@code time}, with a Good sample before it or with none at all. */
    boolean isBadSince(Instant time) {
        return bad().values().stream().anyMatch(state -> state.badSince().isAfter(time));
    }

    /** What serves was bad already before it began to serve: the cause is older. */
    boolean isBadSinceBefore(Instant served) {
        Map<String, ProbeState> bad = bad();
        return !bad.isEmpty() && bad.values().stream().allMatch(state -> state.isBadSinceBefore(served));
    }

    /** How long it may take until the probes say whether what was bad before is good by now; empty if they have, or had the time. */
    Optional<Duration> untilKnown(Instant served) {
        boolean open = view.probes().values().stream()
                .anyMatch(state -> state.verdict() != Outcome.Bad && state.isBadSinceBefore(served));
        return Optional.of(Duration.between(draft.now(), served.plus(patience())))
                .filter(left -> open && !left.isNegative() && !left.isZero());
    }

    /**
     * The bad verdicts that concern this incident: on its suspect, on what it restored as long as no one deploys anything, and on
     * whatever serves as long as they are older than that and began with this incident. Another revision that is bad is another
     * fault.
     */
    private Map<String, ProbeState> bad() {
        Map<String, ProbeState> bad = ProbeHealth.bad(view.probes());
        Optional<Revision> serving = view.gateway() == null
                ? Optional.empty()
                : Serving.now(view.gateway().revisions());
        if (serving.isEmpty() || isConcerned(serving.get())) {
            return bad;
        }
        Instant served = serving.get().servedSince();
        bad.values().removeIf(state -> !isOfThisRun(state, served));
        return bad;
    }

    private boolean isOfThisRun(ProbeState state, Instant served) {
        ServiceHistory turns = view.gateway().reputation().turns();
        return BadRun.wentOn(view.incident(), draft.status, state.badSince(), served)
                || state.isBadSinceBefore(served)
                        && BadRun.isOf(view.incident(), draft.status, turns, state.badSince());
    }

    private boolean isConcerned(Revision serving) {
        String suspect = draft.status.suspect;
        return suspect == null
                || serving.name().equals(suspect)
                || view.gateway()
                        .revision(suspect)
                        .filter(s -> isInPlace(s, serving))
                        .isPresent()
                || RestoredRevision.of(draft.status)
                        .filter(r -> r.name().equals(serving.name()))
                        .filter(r -> r.servesSince(view.gateway().reputation().turns()))
                        .isPresent();
    }

    /** It was changed under the pods that serve. */
    private static boolean isInPlace(Revision suspect, Revision serving) {
        return suspect.templateHash().equals(serving.templateHash()) && suspect.servedSince() == null;
    }

    /** What the probes say is about what was restored, no longer about the suspect. */
    boolean isAboutAnother() {
        String about = view.gateway().probing().revision();
        return about != null && !about.equals(draft.status.suspect);
    }

    /** What was restored is bad, as far as that can be known yet. */
    boolean isRestoredBad() {
        return isBad() && isAboutAnother() && untilHeard() == null;
    }

    /**
     * How long until a Bad verdict is about what was restored; null: it is, or there is none. If only configuration was changed in
     * place, the revision that was restored has served all the time, and the verdict may be what opened the incident.
     */
    Duration untilHeard() {
        Instant begun = restoredInPlace();
        if (begun == null) {
            return null;
        }
        Duration left = Duration.between(draft.now(), begun.plus(Settle.of(view.model())));
        return left.isNegative() || left.isZero() ? null : left;
    }

    /** Since when the pods run the restored configuration; null if the suspect was another rollout than what was restored. */
    private Instant restoredInPlace() {
        Instant restored = draft.step(StepName.VERIFY)
                .map(step -> Instant.parse(step.startedAt))
                .orElse(null);
        boolean inPlace = restored != null
                && Serving.now(view.gateway().revisions())
                        .filter(serving -> serving.servedSince().isBefore(Detection.timeOf(view.incident())))
                        .filter(serving -> view.gateway()
                                .revision(draft.status.suspect)
                                .filter(suspect -> suspect.templateHash().equals(serving.templateHash()))
                                .isPresent())
                        .isPresent();
        if (!inPlace) {
            return null;
        }
        Instant pods = view.gateway().pods().oldestStart();
        return pods != null && pods.isAfter(restored) ? pods : restored;
    }

    /** What a person may do where the rollback did not help, for the end of a sentence. */
    String offer() {
        return draft.status.rollback == null || view.model() == null
                ? ""
                : "; " + ReleaseOffer.words(view.model(), draft.status.rollback.fromRevision);
    }

    /** What the bad ones saw. */
    String facts() {
        return ProbeHealth.facts(view.probes(), Outcome.Bad);
    }

    /** Records which probes were Bad while the incident lasts. */
    void join() {
        for (Map.Entry<String, ProbeState> probe : bad().entrySet()) {
            String name = probe.getKey();
            if (!draft.status.probes.contains(name)) {
                List<String> probes = new ArrayList<>(draft.status.probes);
                probes.add(name);
                draft.status.probes = probes;
                draft.log(
                        Reason.ProbesBad,
                        "probe " + name + " is bad: " + probe.getValue().message());
            }
        }
    }

    /** How long the probes must still be good until what was restored counts as verified; null: they are not good. */
    Duration untilGood() {
        return until(restoredInPlace(), Durations.parse(response().goodFor, GOOD_FOR));
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
        boolean mitigated = draft.status.phase == Phase.Mitigated;
        Instant from = mitigated ? Instant.parse(draft.status.times.mitigated) : givenUp();
        Duration span = mitigated
                ? Durations.parse(response().resolveAfter, RESOLVE_AFTER)
                : Durations.parse(response().goodFor, GOOD_FOR);
        Duration left = until(from, span);
        if (left == null || !left.isZero()) {
            return left;
        }
        String message = "the probes are good since " + goodSince();
        draft.phase(mitigated ? Phase.Resolved : Phase.Mitigated, Reason.Recovered, message);
        draft.condition(ConditionType.Ready, Conditions.TRUE, Reason.Recovered, message);
        return Duration.ZERO;
    }

    /** When what was restored was given up; what the probes said before is about something else. Null: nothing was. */
    private Instant givenUp() {
        return draft.step(StepName.VERIFY)
                .filter(step -> step.state == StepState.Failed && step.finishedAt != null)
                .map(step -> Instant.parse(step.finishedAt))
                .orElse(null);
    }

    /**
     * Goes back to stabilizing if what was restored was verified and is bad now. No revision is tried after it, because an
     * upstream that is away must not walk back through good history; the flags follow.
     *
     * @return whether it did
     */
    boolean resume() {
        boolean verified = draft.is(StepName.VERIFY, StepState.Done);
        boolean flags = FlagRung.isTried(view, draft);
        if (!verified || flags || !isRestoredBad()) {
            return false;
        }
        String message = "what was restored served, and is bad, too: " + facts() + offer();
        draft.step(StepName.VERIFY, StepType.Verify, StepState.Failed, Reason.ProbesBad, message);
        draft.condition(ConditionType.Verified, Conditions.FALSE, Reason.ProbesBad, message);
        draft.condition(ConditionType.Stabilized, Conditions.FALSE, Reason.ProbesBad, message);
        draft.phase(Phase.Stabilizing, Reason.ProbesBad, message);
        return true;
    }

    private Duration until(Instant from, Duration span) {
        Instant good = goodSince();
        if (good == null) {
            return null;
        }
        Instant begin = from != null && from.isAfter(good) ? from : good;
        Duration left = Duration.between(draft.now(), begin.plus(span));
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
