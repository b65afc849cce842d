package dev.lastgood.decide.incident;

import static dev.lastgood.api.incident.Phase.Closed;
import static dev.lastgood.api.incident.Phase.Mitigated;
import static dev.lastgood.api.incident.Phase.NeedsHuman;
import static dev.lastgood.api.incident.Phase.Open;
import static dev.lastgood.api.incident.Phase.RecordedOnly;
import static dev.lastgood.api.incident.Phase.Resolved;
import static dev.lastgood.api.incident.Phase.Stabilizing;
import static dev.lastgood.api.incident.Phase.Suggested;

import dev.lastgood.api.incident.Phase;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which phase may follow which. */
public final class Transitions {

    private static final Map<Phase, Set<Phase>> NEXT = Map.of(
            // A resolution ends an incident from every phase in which nothing is under way; a false alarm from every
            // phase.
            Open, EnumSet.of(Suggested, Stabilizing, Mitigated, NeedsHuman, RecordedOnly, Resolved, Closed),
            // Approved; or somebody else did it meanwhile; or the mode was changed.
            Suggested, EnumSet.of(Open, Stabilizing, Mitigated, NeedsHuman, Resolved, Closed),
            Stabilizing, EnumSet.of(Mitigated, NeedsHuman, Closed),
            // A larger attempt opens it again; one that was only observed goes on when its mode is changed; probes that
            // are
            // good again move it on.
            NeedsHuman, EnumSet.of(Open, Suggested, Stabilizing, Mitigated, Resolved, Closed),
            // It is bad again, or somebody brought the failed revision back.
            Mitigated, EnumSet.of(Open, Stabilizing, Resolved, Closed),
            Resolved, EnumSet.of(Closed),
            Closed, EnumSet.noneOf(Phase.class),
            RecordedOnly, EnumSet.noneOf(Phase.class));

    /** May {@code to} follow {@code from}? Null stands for an incident that was never seen. */
    public static boolean allows(Phase from, Phase to) {
        return from == null ? to == Open : NEXT.get(from).contains(to);
    }

    private Transitions() {}
}
