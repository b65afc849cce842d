package dev.lastgood.decide.ladder;

import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RollbackMarker;
import java.util.Optional;

/** What other incidents of the same workload have done already. */
final class Peer {

    /** What another incident restored in place of the suspect, where that still is declared. */
    static Optional<Revision> restored(IncidentView view, Revision suspect) {
        RollbackMarker marker = view.marker();
        boolean byPeer = marker != null
                && marker.from().equals(suspect.name())
                && !marker.incidentUid().equals(view.incident().getMetadata().getUid())
                && !IncidentView.isApart(view.incident())
                && !view.others().apart().contains(marker.incidentUid());
        return byPeer && !isOlder(view, suspect, marker)
                ? view.gateway().revision(marker.to()).filter(view.gateway()::declares)
                : Optional.empty();
    }

    /** The suspect was let in again after that rollback: what serves by now is not its doing. */
    private static boolean isOlder(IncidentView view, Revision suspect, RollbackMarker marker) {
        return marker.revert() == 0
                && suspect.servedSince() != null
                && view.history()
                        .lastRollback()
                        .filter(at -> suspect.servedSince().isAfter(at))
                        .isPresent();
    }

    private Peer() {}
}
