package dev.lastgood.decide.ladder;

import dev.lastgood.api.Durations;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.Response;
import dev.lastgood.decide.incident.BadRun;
import dev.lastgood.decide.incident.Detection;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.revision.Serving;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What probes may roll back: a recent change. What has served for long and is bad now is not bad by itself, and an upstream
 * that is away must not walk the workload back through its good history.
 */
final class SuspectWindow {

    private static final Duration DEFAULT = Duration.ofHours(24);

    /** Returns why the suspect is not rolled back; empty where it may be. */
    static Optional<Target> refusal(IncidentView view, StatusDraft draft, Revision suspect) {
        if (view.incident().getSpec().source != Source.Probe) {
            return Optional.empty();
        }
        // No one deployed anything, and still what runs is another program, or has another key.
        if (isDrift(view, suspect) || isSecretChange(view, suspect)) {
            return Optional.empty();
        }
        if (isRestored(view, suspect)) {
            return refused(suspect.name() + " serves because Lastgood restored it");
        }
        Instant since = since(view, suspect);
        if (since != null && wasBadBefore(view, draft, since)) {
            return Optional.of(new Target(
                    null,
                    Reason.BadBefore,
                    "the probes were bad already before " + suspect.name() + " began to serve at " + since
                            + ", and have not been good since: its change is not the cause"));
        }
        return isRecent(view, since)
                ? Optional.empty()
                : refused(suspect.name() + " has served since " + since + ", longer than suspectWindow ("
                        + Durations.text(length(view)) + ") before detection");
    }

    /**
     * All that was bad of late was so before the suspect served, also if the probes cannot say anything now. What pods reload counts as
     * serving minutes after it may have reached them, so that it began before the incident, whatever its time says.
     */
    private static boolean wasBadBefore(IncidentView view, StatusDraft draft, Instant since) {
        List<ProbeState> bad = view.probes().values().stream()
                .filter(state -> state.badSince() != null)
                .toList();
        return !bad.isEmpty()
                && bad.stream().allMatch(state -> state.isBadSinceBefore(since))
                && !(view.gateway().policy().configReload()
                        && since.isAfter(BadRun.began(view.incident(), draft.status)));
    }

    /**
     * Whether a Secret is the only thing that changed of late. What was deployed counts as a change of its own until it was Good:
     * from then on it is known to do well with the Secret that was there before, also if it is a few hours old, and what came
     * last is the likely cause. A rollback would then quarantine what is not to blame, start the older revision with the same
     * Secret, and let the flags wait until it has failed as well.
     */
    static boolean isOnlySecretChange(IncidentView view, Revision suspect) {
        if (!isSecretChange(view, suspect) || isDrift(view, suspect)) {
            return false;
        }
        return suspect.checksums().change().proven() || !isRecent(view, since(view, suspect));
    }

    /** Until people deploy again: then it serves because they want it to. */
    private static boolean isRestored(IncidentView view, Revision suspect) {
        RollbackMarker marker = view.marker();
        return marker != null
                && marker.to().equals(suspect.name())
                && view.history()
                        .lastRollback()
                        .filter(at -> view.gateway()
                                .reputation()
                                .turns()
                                .isInterrupted(Set.of(marker.from(), marker.to()), at))
                        .isEmpty();
    }

    private static boolean isDrift(IncidentView view, Revision suspect) {
        return suspect.images().drift() != null
                && isRecent(view, suspect.images().drift().since());
    }

    private static boolean isSecretChange(IncidentView view, Revision suspect) {
        return suspect.checksums().change() != null
                && isRecent(view, suspect.checksums().change().since());
    }

    private static boolean isRecent(IncidentView view, Instant time) {
        return time == null || !time.isBefore(Detection.timeOf(view.incident()).minus(length(view)));
    }

    private static Duration length(IncidentView view) {
        Response response = view.model().getSpec().response;
        return response == null ? DEFAULT : Durations.parse(response.suspectWindow, DEFAULT);
    }

    /** Since when it answers: what was changed in place is no rollout of its own, and an earlier turn does not count. */
    private static Instant since(IncidentView view, Revision suspect) {
        Optional<Revision> serving = Serving.now(view.gateway().revisions());
        return view.gateway().declares(suspect)
                ? serving.filter(s -> !s.name().equals(suspect.name()))
                        .filter(s -> s.templateHash().equals(suspect.templateHash()))
                        .flatMap(view.gateway()::configurationWritten)
                        .orElse(suspect.servedSince())
                : suspect.servedSince();
    }

    private static Optional<Target> refused(String why) {
        return Optional.of(new Target(
                null,
                Reason.NoRecentChange,
                why + ": no recent change to roll back, so the cause is probably elsewhere"));
    }

    private SuspectWindow() {}
}
