package dev.lastgood.reconcile.model;

import dev.lastgood.act.quarantine.QuarantineCheck;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WorkloadKey;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks the API server whether it would let a quarantined revision back in. */
@ApplicationScoped
class EnforcementQuestion {

    private final QuarantineCheck check;
    private final RevisionBodies bodies;

    EnforcementQuestion(QuarantineCheck check, RevisionBodies bodies) {
        this.check = check;
        this.bodies = bodies;
    }

    /** Blocks for one or two requests. Unknown if the API server could not answer: it is asked again. */
    Enforcement ask(WorkloadKey workload, KeptOut keptOut) {
        try {
            return bodies.of(workload.namespace(), keptOut.revision())
                    .map(failed -> check.ask(workload.namespace(), keptOut.name(), failed))
                    .orElse(Enforcement.Unknown);
        } catch (RuntimeException e) {
            return Enforcement.Unknown;
        }
    }
}
