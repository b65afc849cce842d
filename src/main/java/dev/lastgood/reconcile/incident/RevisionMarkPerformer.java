package dev.lastgood.reconcile.incident;

import dev.lastgood.act.revision.RevisionStore;
import dev.lastgood.decide.IncidentDecision;
import dev.lastgood.decide.action.RevisionMark;
import jakarta.enterprise.context.ApplicationScoped;

/** Changes what is remembered of a revision; what follows from it is decided by the next pass. */
@ApplicationScoped
class RevisionMarkPerformer implements Performer<RevisionMark> {

    private final RevisionStore store;

    RevisionMarkPerformer(RevisionStore store) {
        this.store = store;
    }

    @Override
    public Class<RevisionMark> kind() {
        return RevisionMark.class;
    }

    @Override
    public IncidentDecision perform(RevisionMark mark, Decided decided) {
        store.mark(decided.namespace(), mark.before(), mark.after());
        return decided.lookAgain();
    }
}
