package dev.lastgood.reconcile.model;

import dev.lastgood.act.quarantine.QuarantineCheck;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.observe.kube.RevisionBodies;
import dev.lastgood.observe.kube.WatchedQuarantines;
import dev.lastgood.observe.kube.WorkloadKey;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Asks the API server whether it would let a quarantined revision back in. */
@ApplicationScoped
class EnforcementQuestion {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    private final QuarantineCheck check;
    private final RevisionBodies bodies;
    private final WatchedQuarantines quarantines;

    EnforcementQuestion(QuarantineCheck check, RevisionBodies bodies, WatchedQuarantines quarantines) {
        this.check = check;
        this.bodies = bodies;
        this.quarantines = quarantines;
    }

    /** Blocks for one or two requests. Unknown if the API server could not answer: it is asked again. */
    Enforcement ask(WorkloadKey workload, KeptOut keptOut) {
        try {
            return bodies.of(workload.namespace(), keptOut.revision())
                    .map(failed -> check.ask(workload.namespace(), keptOut.revision(), failed))
                    .orElse(Enforcement.Unknown);
        } catch (RuntimeException e) {
            return Enforcement.Unknown;
        }
    }

    /** Writes the answer into the status of each Quarantine that says something else. */
    void report(WorkloadKey workload, EnforcementState answered) {
        for (String revision : answered.keptOut()) {
            if (!QuarantineCheck.enforced(answered.enforcement())
                    .equals(quarantines.enforced(workload.namespace(), revision))) {
                try {
                    check.report(workload.namespace(), revision, answered.enforcement());
                } catch (KubernetesClientException e) {
                    LOG.debugf("the status of quarantine %s is written with the next answer: %s", revision, e);
                }
            }
        }
    }
}
