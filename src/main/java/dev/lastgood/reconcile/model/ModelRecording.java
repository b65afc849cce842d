package dev.lastgood.reconcile.model;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.notify.telemetry.Announcer;
import dev.lastgood.reconcile.StatusWriter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** Writes a model's status, and then begins what the status says is to be recorded: the intent comes first. */
@ApplicationScoped
class ModelRecording {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    private final StatusWriter statusWriter;
    private final Announcer announcer;
    private final ModelLedger ledger;

    ModelRecording(StatusWriter statusWriter, Announcer announcer, ModelLedger ledger) {
        this.statusWriter = statusWriter;
        this.announcer = announcer;
        this.ledger = ledger;
    }

    /** Completes and writes the status; returns when to look again though nothing happens, null: never. */
    Duration record(ModelDeployment model, ModelDeploymentStatus status, List<Revision> revisions) {
        ModelLedger.Due due = ledger.advance(model, status, revisions);
        if (statusWriter.write(model, status)) {
            announcer.announce(model, status);
        }
        due.whenWritten().run();
        return due.recheck();
    }

    /** The same for a model whose workload is missing: only its runs go on. */
    Duration recordRuns(ModelDeployment model, ModelDeploymentStatus status) {
        ModelLedger.Due due = ledger.advanceRuns(model, status);
        statusWriter.write(model, status);
        due.whenWritten().run();
        return due.recheck();
    }

    /** Writes the status of a model that cannot be worked with. */
    void refuse(ModelDeployment model, ModelDeploymentStatus invalid, String problem) {
        if (statusWriter.write(model, invalid)) {
            LOG.warnf(
                    "model=%s/%s reason=%s message=\"%s\"",
                    model.getMetadata().getNamespace(),
                    model.getMetadata().getName(),
                    Reason.ConfigurationInvalid,
                    problem);
        }
    }
}
