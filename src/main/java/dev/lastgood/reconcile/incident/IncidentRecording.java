package dev.lastgood.reconcile.incident;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.lib.Delay;
import dev.lastgood.notify.telemetry.Announcer;
import dev.lastgood.reconcile.StatusWriter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Writes an incident's status, and then begins what the status says is to be done: the intent comes first. */
@ApplicationScoped
class IncidentRecording {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    private final StatusWriter statusWriter;
    private final Announcer announcer;
    private final IncidentWork work;

    IncidentRecording(StatusWriter statusWriter, Announcer announcer, IncidentWork work) {
        this.statusWriter = statusWriter;
        this.announcer = announcer;
        this.work = work;
    }

    /** Returns when to look again though nothing happens, null: never. */
    Duration record(IncidentView view, IncidentDecision decision, IncidentNotifications.Due told) {
        AIIncident incident = view.incident();
        if (statusWriter.write(incident, told.status())) {
            announcer.announce(incident, told.status(), view.model());
        }
        work.begin(view, decision);
        told.whenWritten().run();
        return Delay.shortest(decision.recheck(), told.recheck());
    }

    /** Writes the status of an incident that cannot be worked with. */
    void refuse(AIIncident incident, AIIncidentStatus invalid, String problem) {
        if (statusWriter.write(incident, invalid)) {
            LOG.warnf(
                    "incident=%s/%s reason=%s message=\"%s\"",
                    incident.getMetadata().getNamespace(),
                    incident.getMetadata().getName(),
                    Reason.ConfigurationInvalid,
                    problem);
        }
    }
}
