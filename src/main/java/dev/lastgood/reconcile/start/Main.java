package dev.lastgood.reconcile.start;

import dev.lastgood.lib.RootCause;
import dev.lastgood.observe.kube.Watches;
import dev.lastgood.reconcile.Draining;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jboss.logging.Logger;

/** Starts the operator: what it needs first, with one clear line and exit code 1 where something is missing. */
@QuarkusMain
public class Main implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");

    /** The ledger is asked before the first incident, but a database that is down must not hold the operator up. */
    private static final int LEDGER_SECONDS = 2;

    private final Preconditions preconditions;
    private final Installations installations;
    private final Watches watches;
    private final LedgerLoader ledger;
    private final Operator operator;
    private final Draining draining;
    private final Health health;

    public Main(
            Preconditions preconditions,
            Installations installations,
            Watches watches,
            LedgerLoader ledger,
            Operator operator,
            Draining draining,
            Health health) {
        this.preconditions = preconditions;
        this.installations = installations;
        this.watches = watches;
        this.ledger = ledger;
        this.operator = operator;
        this.draining = draining;
        this.health = health;
    }

    @Override
    public int run(String... args) {
        try {
            preconditions.check();
            if (operator.getConfigurationService()
                    .getLeaderElectionConfiguration()
                    .isPresent()) {
                installations.check();
            } else {
                installations.leadAlone();
            }
            ledger.start();
            watches.start(preconditions.watchRights());
            ledger.await(LEDGER_SECONDS);
            operator.start();
        } catch (RuntimeException e) {
            LOG.errorf("Lastgood cannot start: %s", RootCause.of(e).getMessage());
            return 1;
        }
        health.started();
        LOG.info("Lastgood watches");
        Quarkus.waitForExit();
        draining.drain();
        try {
            operator.stop();
        } catch (OperatorException e) {
            LOG.debugf(e, "Quarkus was stopping it at the same time");
        }
        watches.stop();
        return 0;
    }
}
