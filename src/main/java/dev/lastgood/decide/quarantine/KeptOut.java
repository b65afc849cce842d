package dev.lastgood.decide.quarantine;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.revision.Revision;
import java.time.Instant;

/**
 * What keeps a revision out, as it is seen beside the revision. While it exists the revision is quarantined, even if the
 * revision's own memory does not say so yet: a rollback waits for the one and not for the other.
 *
 * @param revision name of the revision
 * @param incident what blames it; null if unknown
 * @param since when
 * @param template the workload's template is looked at
 * @param configuration ConfigMaps are looked at
 */
public record KeptOut(String revision, String incident, Instant since, boolean template, boolean configuration) {

    /** The revision as it is because of this. */
    public Revision apply(Revision seen) {
        return seen.isQuarantined() ? seen : seen.blamed(RevisionState.Quarantined, Reason.RolledBack, incident, since);
    }

    /** Both are blamed, and a fix of one of them lets the other in. */
    public boolean isNarrowable() {
        return template && configuration;
    }
}
