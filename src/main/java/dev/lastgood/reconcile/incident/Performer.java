package dev.lastgood.reconcile.incident;

import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.action.ClusterAction;

/**
 * Performs one kind of action in the cluster. The container finds the performers by this type, so a new action needs one
 * class and no change here.
 *
 * @param <A> the kind of action
 */
interface Performer<A extends ClusterAction> {

    Class<A> kind();

    /** Performs the action while the workload's lock is held, and returns what holds afterwards. */
    IncidentDecision perform(A action, Decided decided);
}
