package dev.lastgood.reconcile.incident;

import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.notice.NotifyDecision;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyRules;
import dev.lastgood.decide.notice.Recipients;
import dev.lastgood.observe.kube.NotificationDefaults;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Has people notified of an incident, each message once its intent is in the status. */
@ApplicationScoped
public class IncidentNotifications {

    /**
     * The next status, and what follows it.
     *
     * @param recheck when to try again though nothing happens, null: never
     * @param whenWritten to be called once the status is written: the intent comes first
     */
    record Due(AIIncidentStatus status, Duration recheck, Runnable whenWritten) {}

    private final NotificationDefaults defaults;
    private final NotifyWorker worker;
    private final NotifyRules rules;

    public IncidentNotifications(NotificationDefaults defaults, NotifyWorker worker, Clock clock) {
        this.defaults = defaults;
        this.worker = worker;
        this.rules = new NotifyRules(clock);
    }

    /** Returns who is notified in this pass: what goes out early must be in the status that is written at its end. */
    Recipients recipients(IncidentView view) {
        return defaults.of(view.model());
    }

    /** Sends what may go out before the action that {@code status} leads to. */
    void early(IncidentView view, Recipients recipients, AIIncidentStatus status) {
        worker.submit(rules.early(view.incident(), view.model(), recipients, status));
    }

    /** Completes the status. */
    Due advance(IncidentView view, Recipients recipients, AIIncidentStatus status) {
        Map<String, NotifyResult> came = worker.results(view.incident());
        NotifyDecision told = rules.advance(view.incident(), view.model(), recipients, status, came);
        return new Due(told.status(), told.recheck(), () -> {
            if (told.status() != null) {
                worker.acknowledge(view.incident(), came); // else a page that went out early has no record yet
            }
            worker.submit(told.tasks());
        });
    }
}
