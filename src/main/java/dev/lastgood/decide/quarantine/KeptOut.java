package dev.lastgood.decide.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.decide.revision.Revision;
import java.time.Instant;

/**
 * What keeps a revision out, as it is seen beside the revision. While it exists the revision is quarantined, even if the
 * revision's own memory does not say so yet: a rollback waits for the one and not for the other.
 *
 * @param revision name of the revision
 * @param incident what blames it; null if unknown
 * @param since when
 * @param template what the template is blamed for; empty if the template may come back
 * @param configuration ConfigMaps are looked at
 */
public record KeptOut(
        String revision, String incident, Instant since, Blame template, boolean configuration) {

    /** The revision as it is because of this. */
    public Revision apply(Revision seen) {
        return seen.isQuarantined() ? seen : seen.blamed(RevisionState.Quarantined, Reason.RolledBack, incident, since);
    }

    /** Both are blamed, and a fix of one of them lets the other in. */
    public boolean isNarrowable() {
        return template.ofTemplate() && configuration;
    }

    /** Whether a template has all that is blamed: an update that brought it would have been refused. */
    public boolean isBack(JsonNode podTemplate) {
        return template.isBack(podTemplate);
    }
}
