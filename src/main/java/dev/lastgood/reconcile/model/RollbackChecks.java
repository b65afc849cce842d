package dev.lastgood.reconcile.model;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.outlook.Outlook;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.lib.Spread;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.reconcile.Wakeups;
import dev.lastgood.reconcile.model.RollbackCheckState.Subject;
import dev.lastgood.reconcile.model.RollbackCheckState.Times;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the rollback of a model would work: rehearsed after a start, after each change of what would be rolled back, and at
 * long intervals, in the background. The model is woken by the answer.
 */
@ApplicationScoped
public class RollbackChecks {

    /**
     * What is known.
     *
     * @param outlook null: nothing is ever rehearsed
     * @param recheck when to look again though nothing happens, null: never
     */
    record Checked(Outlook outlook, Duration recheck) {}

    private static final Checked OFF = new Checked(null, null);

    private final WatchedModels models;
    private final RollbackQuestion question;
    private final DueQuestion questions;
    private final Wakeups wakeups;
    private final Clock clock;
    private final Duration every;
    /** By uid of the model. */
    private final Map<String, RollbackCheckState> known = new ConcurrentHashMap<>();

    public RollbackChecks(
            WatchedModels models,
            RollbackQuestion question,
            BackgroundThreads threads,
            Wakeups wakeups,
            LastgoodConfig config,
            Clock clock) {
        this.models = models;
        this.question = question;
        this.questions = new DueQuestion(threads, clock);
        this.wakeups = wakeups;
        this.clock = clock;
        this.every = config.rollbackCheck();
        models.onDelete(model -> known.remove(model.getMetadata().getUid()));
    }

    /** Has the rollback rehearsed if that is due; returns what is known of it. */
    Checked check(ModelDeployment model, RevisionDecision decision) {
        if (every.isZero()) {
            return OFF;
        }
        String uid = model.getMetadata().getUid();
        Optional<Outlook> certain = Outlook.withoutRehearsal(decision);
        if (certain.isPresent()) {
            known.put(uid, RollbackCheckState.certain(certain.get(), clock.instant()));
            return new Checked(certain.get(), null);
        }
        RollbackCheckState state = known.compute(uid, (key, before) -> next(model, Subject.of(decision), before));
        Duration recheck = questions.askWhenDue(
                state,
                asking -> known.put(uid, asking),
                "whether a rollback of " + model.getMetadata().getName() + " would work",
                () -> ask(model, state));
        return new Checked(state.outlook(), recheck);
    }

    private RollbackCheckState next(ModelDeployment model, Subject subject, RollbackCheckState before) {
        if (before == null) {
            return RollbackCheckState.atStart(subject, said(model), models.all().count(), times(model));
        }
        return subject.equals(before.subject()) ? before : before.about(subject, clock.instant());
    }

    /** What the leader before found. */
    private static Outlook said(ModelDeployment model) {
        return model.getStatus() == null
                ? Outlook.UNKNOWN
                : model.getStatus().conditions.stream()
                        .filter(ConditionType.RollbackPossible::isOf)
                        .findFirst()
                        .map(c -> new Outlook(c.getStatus(), Reason.of(c.getReason()), c.getMessage()))
                        .filter(Outlook::isRehearsed)
                        .orElse(Outlook.UNKNOWN);
    }

    private Times times(ModelDeployment model) {
        return new Times(clock.instant(), every, Spread.of(model.getMetadata().getUid()));
    }

    private void ask(ModelDeployment model, RollbackCheckState asked) {
        RollbackCheckState answered = asked.undecided(times(model));
        try {
            answered = question.ask(model)
                    .map(outlook -> asked.answered(outlook, times(model)))
                    .orElseGet(() -> asked.undecided(times(model)));
        } catch (KubernetesClientException e) {
            answered = asked.answered(asked.outlook().unanswered(), times(model));
        } finally {
            RollbackCheckState after = answered;
            known.computeIfPresent(
                    model.getMetadata().getUid(),
                    (uid, now) -> now.isBeingAsked() && asked.subject().equals(now.subject()) ? after : now);
            wakeups.wakeModel(
                    model.getMetadata().getNamespace(), model.getMetadata().getName());
        }
    }
}
