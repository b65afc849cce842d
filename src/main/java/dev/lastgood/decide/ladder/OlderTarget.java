package dev.lastgood.decide.ladder;

import dev.lastgood.api.incident.RollbackTarget;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.revision.LastGood;
import dev.lastgood.decide.revision.Revision;
import java.util.List;
import java.util.Optional;

/**
 * The Good revision that is restored in the last good one's place if that one cannot be: an admission policy is younger than it,
 * or its Secret is gone. One is tried and no more. The plan that people see and approve names it.
 */
public final class OlderTarget {

    /** Returns the one that would be tried if {@code target} is refused; empty if a person named the target, or one was refused. */
    static Optional<Revision> after(IncidentView view, StatusDraft draft, String suspect, Target target) {
        if (target.revision() == null
                || suspect == null
                || isNamed(view)
                || !refused(draft).isEmpty()) {
            return Optional.empty();
        }
        return view.gateway()
                .revision(suspect)
                .flatMap(failed -> LastGood.before(
                        view.gateway().revisions(),
                        failed,
                        target.revision(),
                        view.gateway().reputation()));
    }

    /** Returns what was chosen, or the older one if that was refused. */
    static Target instead(IncidentView view, StatusDraft draft, Revision suspect, Target chosen) {
        List<Step> refused = refused(draft);
        if (chosen.revision() == null || refused.isEmpty() || !isRefused(draft, chosen.revision())) {
            return chosen;
        }
        return LastGood.before(
                        view.gateway().revisions(),
                        suspect,
                        chosen.revision(),
                        view.gateway().reputation())
                .map(older -> new Target(
                        older,
                        chosen.reason(),
                        older.name() + " (" + older.version() + ") is the next older Good revision, because "
                                + chosen.revision().name() + " was refused (" + refused.get(0).reason + ")"))
                .orElse(chosen);
    }

    /**
     * Records that the API server refused the first choice.
     *
     * @return whether the older one is tried next; if not, nothing was recorded
     */
    public static boolean recordRefusal(StatusDraft draft, Rollback order, RollbackOutcome outcome) {
        String older = draft.status.plan == null ? null : draft.status.plan.otherwise;
        if (older == null || !outcome.isOfTarget() || !order.to().name().equals(draft.status.plan.to)) {
            return false;
        }
        draft.step(
                StepName.REFUSED_TARGET + order.to().name(),
                StepType.Rollback,
                StepState.Failed,
                outcome.reason(),
                outcome.message() + "; the older Good revision " + older + " is tried instead");
        draft.log(
                outcome.reason(),
                "Rollback to " + order.to().name() + " refused: " + outcome.message() + "; trying " + older
                        + ", an older Good revision");
        return true;
    }

    /** What was refused before, behind the message of the last refusal; empty if nothing was. */
    public static String earlier(StatusDraft draft) {
        return refused(draft).stream()
                .map(step -> "; before it " + nameOf(step) + " was refused, too (" + step.reason + ")")
                .findFirst()
                .orElse("");
    }

    /** Whether a person named the target. */
    static boolean isNamed(IncidentView view) {
        RollbackTarget wanted = view.incident().getSpec().response == null
                ? null
                : view.incident().getSpec().response.rollback;
        return wanted != null && (wanted.toRevision != null || wanted.toVersion != null);
    }

    private static List<Step> refused(StatusDraft draft) {
        return draft.steps(StepName.REFUSED_TARGET);
    }

    private static boolean isRefused(StatusDraft draft, Revision target) {
        return draft.step(StepName.REFUSED_TARGET + target.name()).isPresent();
    }

    private static String nameOf(Step step) {
        return step.id.substring(step.id.indexOf(StepName.REFUSED_TARGET) + StepName.REFUSED_TARGET.length());
    }

    private OlderTarget() {}
}
