package dev.lastgood.reconcile;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.AIIncidentStatus;
import dev.lastgood.api.Phase;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.IncidentView;
import dev.lastgood.decide.LinkTemplates;
import dev.lastgood.decide.NotifyDecision;
import dev.lastgood.decide.NotifyResult;
import dev.lastgood.decide.NotifyRules;
import dev.lastgood.decide.Reason;
import dev.lastgood.decide.Recipients;
import dev.lastgood.decide.Validity;
import dev.lastgood.notify.telemetry.Announcer;
import dev.lastgood.observe.NotificationDefaults;
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
import java.util.Map;
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
    private final NotifyWorker notifyWorker;
    private final Draining draining;
    private final Announcer announcer;
    private final Wakeups wakeups;
    private final NotificationDefaults defaults;
    private final IncidentRules rules;
    private final NotifyRules notifyRules;

    public AIIncidentReconciler(
            Watches watches,
            IncidentObserver observer,
            IncidentActs acts,
            StatusWriter statusWriter,
            RecordWorker worker,
            Comparisons comparisons,
            NotifyWorker notifyWorker,
            Draining draining,
            Announcer announcer,
            Wakeups wakeups,
            NotificationDefaults defaults,
            LastgoodConfig config,
            NotifyConfig notifyConfig,
            Clock clock) {
        this.watches = watches;
        this.observer = observer;
        this.acts = acts;
        this.statusWriter = statusWriter;
        this.worker = worker;
        this.comparisons = comparisons;
        this.notifyWorker = notifyWorker;
        this.draining = draining;
        this.announcer = announcer;
        this.wakeups = wakeups;
        this.defaults = defaults;
        this.rules = new IncidentRules(
                clock,
                new LinkTemplates(
                        config.links().dashboard().orElse(null),
                        config.links().trace().orElse(null),
                        config.links().job().orElse(null),
                        config.links().incident().orElse(null)),
                notifyConfig.timeZone());
        this.notifyRules = new NotifyRules(clock);
    }

    @Override
    public List<EventSource<?, AIIncident>> prepareEventSources(EventSourceContext<AIIncident> context) {
        worker.onResult(wakeups::wakeIncident);
        comparisons.onResult(wakeups::wakeIncident);
        notifyWorker.onResult(wakeups::wakeIncident);
        return List.of(wakeups.incidents());
    }

    @Override
    public UpdateControl<AIIncident> reconcile(AIIncident primary, Context<AIIncident> context) {
        return draining.reconcile(() -> reconcile(primary));
    }

    private UpdateControl<AIIncident> reconcile(AIIncident primary) {
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
        IncidentDecision decided = rules.decide(view);
        Recipients recipients = defaults.of(view.model());
        if (decided.action() != null) {
            notifyWorker.submit(notifyRules.early(incident, view.model(), recipients, decided.status()));
        }
        IncidentDecision decision = acts.carryOut(view, rules, decided);
        Map<String, NotifyResult> came = notifyWorker.results(incident);
        NotifyDecision told = notifyRules.advance(incident, view.model(), recipients, decision.status(), came);
        return record(incident, view, decision, told, came);
    }

    private static boolean isMitigatedNow(AIIncident before, AIIncidentStatus after) {
        boolean was = before.getStatus() != null && before.getStatus().phase == Phase.Mitigated;
        return !was && after.phase == Phase.Mitigated;
    }

    /** The status first: what it says is meant to be done is done after it stands there. */
    private UpdateControl<AIIncident> record(
            AIIncident incident,
            IncidentView view,
            IncidentDecision decision,
            NotifyDecision told,
            Map<String, NotifyResult> came) {
        return write(() -> {
            if (statusWriter.write(incident, told.status())) {
                announcer.announce(incident, told.status(), view.model());
                if (isMitigatedNow(incident, told.status())) {
                    acts.afterMitigation(view);
                }
            }
            worker.taken(incident, view.results());
            worker.submit(decision.tasks());
            comparisons.submit(incident, decision.status(), view.model());
            if (told.status() != null) {
                notifyWorker.taken(incident, came); // else a page that went out early has no record yet
            }
            notifyWorker.submit(told.tasks());
            Duration recheck = IncidentRules.shortest(decision.recheck(), told.recheck());
            return recheck == null
                    ? UpdateControl.noUpdate()
                    : UpdateControl.<AIIncident>noUpdate().rescheduleAfter(Waiting.atLeast(recheck));
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
