package dev.lastgood.reconcile.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.Validity;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.notice.Recipients;
import dev.lastgood.lib.kube.ApiRefusal;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.reconcile.Passes;
import dev.lastgood.reconcile.Waiting;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Carries an incident: observe, decide, act, record. */
@ControllerConfiguration(name = "aiincident", generationAwareEventProcessing = false)
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 60_000)
public class AIIncidentReconciler implements Reconciler<AIIncident> {

    private final Passes passes;
    private final WatchedIncidents incidents;
    private final IncidentObserver observer;
    private final IncidentRules rules;
    private final IncidentNotifications notifications;
    private final IncidentActs acts;
    private final IncidentRecording recording;

    AIIncidentReconciler(
            Passes passes,
            WatchedIncidents incidents,
            IncidentObserver observer,
            IncidentRules rules,
            IncidentNotifications notifications,
            IncidentActs acts,
            IncidentRecording recording) {
        this.passes = passes;
        this.incidents = incidents;
        this.observer = observer;
        this.rules = rules;
        this.notifications = notifications;
        this.acts = acts;
        this.recording = recording;
    }

    @Override
    public List<EventSource<?, AIIncident>> prepareEventSources(EventSourceContext<AIIncident> context) {
        return passes.incidentEvents();
    }

    @Override
    public UpdateControl<AIIncident> reconcile(AIIncident primary, Context<AIIncident> context) {
        return passes.run("incident", primary, () -> {
            AIIncident incident = incidents.newest(primary);
            Optional<String> problem = Validity.problem(incident);
            return problem.isPresent() ? refuse(incident, problem.get()) : carry(incident);
        });
    }

    /** Nothing can be done until somebody writes it anew, and that is an event. */
    private UpdateControl<AIIncident> refuse(AIIncident incident, String problem) {
        return write(() -> {
            recording.refuse(incident, rules.invalid(incident, problem), problem);
            return null;
        });
    }

    private UpdateControl<AIIncident> carry(AIIncident incident) {
        IncidentView view = observer.view(incident);
        IncidentDecision decided = rules.decide(view);
        Recipients recipients = notifications.recipients(view);
        notifications.early(view, recipients, decided);
        IncidentDecision done = acts.carryOut(view, decided);
        IncidentNotifications.Due told = notifications.advance(view, recipients, done.status());
        return write(() -> recording.record(view, done, told));
    }

    /** @param writing returns when to look again though nothing happens, null: never */
    private static UpdateControl<AIIncident> write(Supplier<Duration> writing) {
        try {
            return Waiting.until(writing.get());
        } catch (KubernetesClientException e) {
            return switch (ApiRefusal.of(e)) {
                case Conflict, AlreadyExists -> Waiting.again();
                case NotFound -> UpdateControl.noUpdate(); // deleted; that undoes nothing
                default -> throw e;
            };
        }
    }
}
