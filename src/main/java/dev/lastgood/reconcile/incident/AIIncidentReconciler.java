package dev.lastgood.reconcile.incident;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.Validity;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.LinkTemplates;
import dev.lastgood.decide.notice.Recipients;
import dev.lastgood.lib.Delay;
import dev.lastgood.lib.kube.ApiRefusal;
import dev.lastgood.notify.telemetry.Announcer;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.reconcile.Draining;
import dev.lastgood.reconcile.StatusWriter;
import dev.lastgood.reconcile.Trouble;
import dev.lastgood.reconcile.Waiting;
import dev.lastgood.reconcile.Wakeups;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Carries an incident: observe, decide, act, record. */
@ControllerConfiguration(name = "aiincident", generationAwareEventProcessing = false)
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 60_000)
public class AIIncidentReconciler implements Reconciler<AIIncident> {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final WatchedIncidents incidents;
    private final IncidentObserver observer;
    private final IncidentActs acts;
    private final StatusWriter statusWriter;
    private final RecordWorker worker;
    private final RevisionComparer comparer;
    private final IncidentNotifications notifications;
    private final Draining draining;
    private final Announcer announcer;
    private final Wakeups wakeups;
    private final IncidentRules rules;

    public AIIncidentReconciler(
            WatchedIncidents incidents,
            IncidentObserver observer,
            IncidentActs acts,
            StatusWriter statusWriter,
            RecordWorker worker,
            RevisionComparer comparer,
            IncidentNotifications notifications,
            Draining draining,
            Announcer announcer,
            Wakeups wakeups,
            LastgoodConfig config,
            NotifyConfig notifyConfig,
            Clock clock) {
        this.incidents = incidents;
        this.observer = observer;
        this.acts = acts;
        this.statusWriter = statusWriter;
        this.worker = worker;
        this.comparer = comparer;
        this.notifications = notifications;
        this.draining = draining;
        this.announcer = announcer;
        this.wakeups = wakeups;
        this.rules = new IncidentRules(
                clock,
                new LinkTemplates(
                        config.links().dashboard().orElse(null),
                        config.links().trace().orElse(null),
                        config.links().job().orElse(null),
                        config.links().incident().orElse(null)),
                notifyConfig.timeZone());
    }

    @Override
    public List<EventSource<?, AIIncident>> prepareEventSources(EventSourceContext<AIIncident> context) {
        return List.of(wakeups.incidents());
    }

    @Override
    public UpdateControl<AIIncident> reconcile(AIIncident primary, Context<AIIncident> context) {
        return draining.reconcile(() -> reconcile(primary));
    }

    private UpdateControl<AIIncident> reconcile(AIIncident primary) {
        AIIncident incident = incidents.newest(primary);
        try {
            Optional<String> problem = Validity.problem(incident);
            return problem.isPresent() ? refuse(incident, problem.get()) : carry(incident);
        } catch (RuntimeException e) {
            Trouble.log("incident", incident, e);
            throw e;
        }
    }

    /** Nothing can be done until somebody writes it anew, and that is an event. */
    private UpdateControl<AIIncident> refuse(AIIncident incident, String problem) {
        return write(() -> {
            if (statusWriter.write(incident, rules.invalid(incident, problem))) {
                LOG.warnf(
                        "incident=%s/%s reason=%s message=\"%s\"",
                        incident.getMetadata().getNamespace(),
                        incident.getMetadata().getName(),
                        Reason.ConfigurationInvalid,
                        problem);
            }
            return UpdateControl.noUpdate();
        });
    }

    private UpdateControl<AIIncident> carry(AIIncident incident) {
        IncidentView view = observer.view(incident);
        IncidentDecision decided = rules.decide(view);
        Recipients recipients = notifications.recipients(view);
        if (decided.action() != null) {
            notifications.early(view, recipients, decided.status());
        }
        IncidentDecision decision = acts.carryOut(view, rules, decided);
        return record(incident, view, decision, notifications.advance(view, recipients, decision.status()));
    }

    private static boolean isMitigatedNow(AIIncident before, AIIncidentStatus after) {
        boolean was = before.getStatus() != null && before.getStatus().phase == Phase.Mitigated;
        return !was && after.phase == Phase.Mitigated;
    }

    /** The status first: what it says is meant to be done is done after it stands there. */
    private UpdateControl<AIIncident> record(
            AIIncident incident, IncidentView view, IncidentDecision decision, IncidentNotifications.Due told) {
        return write(() -> {
            if (statusWriter.write(incident, told.status())) {
                announcer.announce(incident, told.status(), view.model());
                if (isMitigatedNow(incident, told.status())) {
                    acts.afterMitigation(view);
                }
            }
            worker.acknowledge(incident, view.background().results());
            worker.submit(decision.tasks());
            comparer.submit(incident, decision.status(), view.model());
            told.whenWritten().run();
            Duration recheck = Delay.shortest(decision.recheck(), told.recheck());
            return recheck == null
                    ? UpdateControl.noUpdate()
                    : UpdateControl.<AIIncident>noUpdate().rescheduleAfter(Waiting.atLeast(recheck));
        });
    }

    private static UpdateControl<AIIncident> write(Supplier<UpdateControl<AIIncident>> writing) {
        try {
            return writing.get();
        } catch (KubernetesClientException e) {
            return switch (ApiRefusal.of(e)) {
                case Conflict, AlreadyExists ->
                    UpdateControl.<AIIncident>noUpdate().rescheduleAfter(LOOK_AGAIN);
                case NotFound -> UpdateControl.noUpdate(); // deleted; that undoes nothing
                default -> throw e;
            };
        }
    }
}
