package dev.lastgood.decide.ladder;

import dev.lastgood.api.Durations;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Reverts;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.action.RollbackOutcome;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.revision.LastGood;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.workload.Obstacle;
import dev.lastgood.lib.BackOff;
import dev.lastgood.lib.BoundedText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Somebody brings the failed revision back after the rollback: a controller that heals towards Git, a pipeline. It is
 * restored again, each time after a longer wait, until the breaker ends the fight. Each revert is counted in the status
 * before it is answered, and the patch that answers it carries its number, so that after a crash it is known which were.
 */
public final class RevertWatch {

    private static final BackOff WAIT = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private static final int KEPT = 20;

    /** Within this time a second deletion and creation is a loop. */
    private static final Duration LOOP = Duration.ofMinutes(10);

    private static final int MANAGER_LIMIT = 128;

    private final IncidentView view;
    private final StatusDraft draft;
    private final Revision suspect;

    /** @param suspect what was rolled back, by this incident or by one that it shares with */
    RevertWatch(IncidentView view, StatusDraft draft, Revision suspect) {
        this.view = view;
        this.draft = draft;
        this.suspect = suspect;
    }

    /** The failed revision is declared again; one that a person released or gave back may be. */
    boolean isBack() {
        return suspect.isQuarantined() && view.gateway().isBack(suspect);
    }

    /** Returns the order to restore it again, or the wait until then; passes if none is due any more, see the step Verify. */
    Next next() {
        if (!isBack()) {
            if (isAnswerDue()) {
                restored(view, draft); // by our patch, whose result was lost, or by somebody else
            }
            return Next.pass();
        }
        if (!isAnswerDue() || isAnswered()) {
            count();
        }
        if (draft.is(StepName.VERIFY, StepState.Failed)) {
            return Next.pass();
        }
        Optional<Obstacle> owned = view.gateway().ownership();
        if (owned.isPresent()) {
            failed(
                    draft,
                    owned.get().reason(),
                    "not restored again: " + owned.get().message());
            return Next.pass();
        }
        Revision target = target().orElse(null);
        if (target == null) {
            String message = draft.status.rollback.toRevision + " cannot be restored again: it is quarantined or gone";
            failed(draft, Reason.TargetNotFound, message);
            return Next.pass();
        }
        Duration left = Duration.between(draft.now(), due());
        if (left.compareTo(Duration.ZERO) > 0) {
            return Next.in(left);
        }
        return Next.act(new Rollback(
                new RollbackMarker(
                        view.incident().getMetadata().getUid(),
                        draft.status.attempt,
                        suspect.name(),
                        target.name(),
                        reverts().count),
                view.incident().getMetadata().getName(),
                suspect,
                target,
                Rollback.Manner.of(view.incident())));
    }

    /** What was restored before; where people have deployed one since that is Good, that one. */
    private Optional<Revision> target() {
        Optional<Revision> before =
                view.gateway().revision(draft.status.rollback.toRevision).filter(r -> !r.isQuarantined());
        Optional<Revision> good =
                LastGood.of(view.gateway().revisions(), suspect, view.gateway().reputation());
        boolean isNewer = good.isPresent()
                && good.get().servedSince() != null
                && before.map(Revision::servedSince)
                        .filter(since -> !since.isBefore(good.get().servedSince()))
                        .isEmpty();
        return isNewer ? good : before;
    }

    public static void after(IncidentView view, StatusDraft draft, RollbackOutcome outcome) {
        if (outcome.kind() == RollbackOutcome.Kind.Refused) {
            failed(draft, outcome.reason(), "not restored again: " + outcome.message());
        } else {
            restored(view, draft);
        }
    }

    /** It was counted, and what follows from it was not done yet, as far as the status knows. */
    private boolean isAnswerDue() {
        return draft.is(StepName.VERIFY, StepState.Running)
                && Reason.Reverted.name().equals(draft.step(StepName.VERIFY).orElseThrow().reason);
    }

    /** The workload carries the answer to the newest revert: this is another one. */
    private boolean isAnswered() {
        return view.carriesRollbackOf(draft.status.attempt) && view.marker().revert() == reverts().count;
    }

    private void count() {
        Reverts reverts = draft.status.reverts == null ? new Reverts() : draft.own(draft.status.reverts);
        boolean looping = countRecreation(reverts);
        reverts.count++;
        reverts.lastAt = draft.now().toString();
        reverts.by = BoundedText.of(view.history().lastWriter(), MANAGER_LIMIT);
        reverts.recent = new ArrayList<>(reverts.recent);
        reverts.recent.add(reverts.lastAt);
        while (reverts.recent.size() > KEPT) {
            reverts.recent.remove(0);
        }
        draft.status.reverts = reverts;
        String what = "somebody" + (reverts.by == null ? "" : " (field manager " + reverts.by + ")") + " brought "
                + suspect.name() + " back after the rollback";
        if (looping) {
            failed(
                    draft,
                    Reason.RecreatedTooOften,
                    what + ", and deleted and created the workload for it, twice within " + Durations.text(LOOP)
                            + ": turn off what replaces by force (" + setting(reverts.by)
                            + "), and ask with a larger attempt");
            return;
        }
        if (within() >= breaker().limit()) {
            failed(
                    draft,
                    Reason.RevertedTooOften,
                    what + ", " + within() + " times within "
                            + Durations.text(breaker().window())
                            + ": stop what applies it, or install the admission policy, and ask with a larger attempt");
            return;
        }
        String message = what + "; restored again at " + due();
        draft.restart(StepName.VERIFY, StepType.Verify, Reason.Reverted, message);
        notRelieved(draft, Reason.Reverted, message);
        draft.condition(ConditionType.Ready, Conditions.TRUE, Reason.Reverted, message);
    }

    /** Records that the workload is another one than the one that was restored; true if so twice within the time of a loop. */
    private boolean countRecreation(Reverts reverts) {
        Instant created = view.history().createdAt();
        String restored = reverts.lastAt == null
                ? draft.step(StepName.ROLLBACK).map(step -> step.finishedAt).orElse(null)
                : reverts.lastAt;
        if (created == null
                || restored == null
                // Creation times have whole seconds.
                || created.isBefore(Instant.parse(restored).truncatedTo(ChronoUnit.SECONDS))
                || reverts.recreated.contains(created.toString())) {
            return false;
        }
        reverts.recreated = new ArrayList<>(reverts.recreated);
        reverts.recreated.add(created.toString());
        while (reverts.recreated.size() > KEPT) {
            reverts.recreated.remove(0);
        }
        return reverts.recreated.stream()
                        .filter(time -> Instant.parse(time).isAfter(draft.now().minus(LOOP)))
                        .count()
                >= 2;
    }

    /** Where the tool with this field manager is told not to delete and create. */
    private static String setting(String manager) {
        String name = manager == null ? "" : manager;
        return name.startsWith("argocd")
                ? "the sync options Replace=true and Force=true of Argo CD"
                : name.startsWith("kustomize")
                        ? "spec.force of the Flux Kustomization, or the annotation kustomize.toolkit.fluxcd.io/force"
                        : name.startsWith("helm")
                                ? "--force of Helm, or upgrade.force of the HelmRelease"
                                : "kubectl replace --force";
    }

    private Reverts reverts() {
        return draft.status.reverts;
    }

    private BreakerState breaker() {
        return BreakerState.of(
                view.model(), reverts().recent.stream().map(Instant::parse).toList(), draft.now());
    }

    private int within() {
        return breaker().count();
    }

    /** 1 s, 2 s, 4 s .. after it was seen. */
    private Instant due() {
        return Instant.parse(reverts().lastAt).plus(WAIT.after(within()));
    }

    private static void restored(IncidentView view, StatusDraft draft) {
        String message =
                draft.status.rollback.toRevision + " was restored again (" + draft.status.reverts.count + ". time)";
        draft.restart(
                StepName.VERIFY,
                StepType.Verify,
                Reason.RolloutInProgress,
                "waits until " + draft.status.rollback.toRevision + " serves again");
        RollbackDeadline.write(view, draft);
        draft.condition(ConditionType.Stabilized, Conditions.TRUE, Reason.Patched, message);
        draft.log(Reason.Patched, message);
    }

    /** What was restored serves no longer, and Lastgood does not restore it again. */
    static void failed(StatusDraft draft, Reason reason, String message) {
        draft.step(StepName.VERIFY, StepType.Verify, StepState.Failed, reason, message);
        notRelieved(draft, reason, message);
    }

    private static void notRelieved(StatusDraft draft, Reason reason, String message) {
        draft.condition(ConditionType.Stabilized, Conditions.FALSE, reason, message);
        draft.condition(ConditionType.Verified, Conditions.FALSE, reason, message);
        if (draft.status.phase == Phase.Stabilizing) {
            draft.log(reason, message);
        } else {
            draft.phase(Phase.Stabilizing, reason, message);
        }
    }
}
