package dev.lastgood.reconcile;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentStatus;
import dev.lastgood.api.Phase;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.IncidentView;
import dev.lastgood.decide.LinkTemplates;
import dev.lastgood.decide.Reason;
import dev.lastgood.decide.Validity;
import dev.lastgood.notify.Announcer;
import dev.lastgood.observe.Watches;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.net.HttpURLConnection;
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

    private final Watches watches;
    private final IncidentObserver observer;
    private final IncidentActs acts;
    private final StatusWriter statusWriter;
    private final RecordWorker worker;
    private final Comparisons comparisons;
    private final Announcer announcer;
    private final Wakeups wakeups;
    private final IncidentRules rules;

    public AIIncidentReconciler(
            Watches watches,
            IncidentObserver observer,
            IncidentActs acts,
            StatusWriter statusWriter,
            RecordWorker worker,
            Comparisons comparisons,
            Announcer announcer,
            Wakeups wakeups,
            LastgoodConfig config,
            Clock clock) {
        this.watches = watches;
        this.observer = observer;
        this.acts = acts;
        this.statusWriter = statusWriter;
        this.worker = worker;
        this.comparisons = comparisons;
        this.announcer = announcer;
        this.wakeups = wakeups;
        this.rules = new IncidentRules(
                clock,
                new LinkTemplates(
                        config.links().dashboard().orElse(null),
                        config.links().trace().orElse(null)));
    }

    @Override
    public List<EventSource<?, AIIncident>> prepareEventSources(EventSourceContext<AIIncident> context) {
        worker.onResult(wakeups::wakeIncident);
        comparisons.onResult(wakeups::wakeIncident);
        return List.of(wakeups.incidents());
    }

    @Override
    public UpdateControl<AIIncident> reconcile(AIIncident primary, Context<AIIncident> context) {
        AIIncident incident = watches.newest(primary);
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
        IncidentDecision decision = acts.carryOut(view, rules, rules.decide(view));
        return record(incident, view, decision);
    }

    private static boolean isMitigatedNow(AIIncident before, AIIncidentStatus after) {
        boolean was = before.getStatus() != null && before.getStatus().phase == Phase.Mitigated;
        return !was && after.phase == Phase.Mitigated;
    }

    /** The status first: what it says is meant to be done is done after it stands there. */
    private UpdateControl<AIIncident> record(AIIncident incident, IncidentView view, IncidentDecision decision) {
        return write(() -> {
            if (statusWriter.write(incident, decision.status())) {
                announcer.announce(incident, decision.status(), view.model());
                if (isMitigatedNow(incident, decision.status())) {
                    acts.afterMitigation(view);
                }
            }
            worker.taken(incident, view.results());
            worker.submit(decision.tasks());
            comparisons.submit(incident, decision.status(), view.model());
            return decision.recheck() == null
                    ? UpdateControl.noUpdate()
                    : UpdateControl.<AIIncident>noUpdate().rescheduleAfter(Waiting.atLeast(decision.recheck()));
        });
    }

    private static UpdateControl<AIIncident> write(Supplier<UpdateControl<AIIncident>> writing) {
        try {
            return writing.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return UpdateControl.<AIIncident>noUpdate().rescheduleAfter(LOOK_AGAIN);
            }
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return UpdateControl.noUpdate(); // deleted; that undoes nothing
            }
            throw e;
        }
    }
}
