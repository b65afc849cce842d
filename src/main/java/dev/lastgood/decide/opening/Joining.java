package dev.lastgood.decide.opening;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.decide.incident.Mode;
import dev.lastgood.decide.incident.RestoredRevision;
import dev.lastgood.decide.service.RememberedTurns;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which incidents a bad verdict belongs to. An incident is about one fault, and a fault is a bad verdict on one revision: what
 * rests because of another revision takes nothing in and keeps nothing from being opened.
 */
final class Joining {

    private final Verdict verdict;
    private final List<AIIncident> unfinished;
    private final List<AIIncident> over;

    /** Each takes the verdict in if it holds, unless a person keeps the incident from what the model allows for the verdict. */
    private final List<Predicate<AIIncident>> rules = List.of(
            // A change is under way; what follows from the verdict is decided after it.
            this::isStabilizing,
            // An upstream that is away must not walk back through good history: the next rung follows.
            this::hasRestoredTheSuspect,
            // The same fault, whatever the incident waits for.
            this::suspectsTheSame,
            // What was bad before the revision began is not its fault.
            this::isContinued);

    /** @param known the model's own incidents */
    Joining(Verdict verdict, Collection<AIIncident> known) {
        List<AIIncident> real = known.stream().filter(i -> !Opening.isPlayed(i)).toList();
        this.verdict = verdict;
        this.unfinished = real.stream().filter(i -> !Opening.isOver(i)).toList();
        this.over = real.stream().filter(Opening::isOver).toList();
    }

    /** An incident that is not over takes the verdict in. */
    boolean isTaken() {
        return unfinished.stream().anyMatch(this::takes);
    }

    /** Whether this incident takes the verdict in. */
    boolean takes(AIIncident incident) {
        return isNew(incident) || !isNarrower(incident) && rules.stream().anyMatch(rule -> rule.test(incident));
    }

    /** It is what someone ended an incident with, and no Good sample came in between. */
    boolean isEnded() {
        return over.stream().filter(this::mayBeAboutTheSame).anyMatch(i -> !verdict.isNewSince(end(i)));
    }

    /** It is about to be looked at for the first time: what it is about is known in a moment. */
    private boolean isNew(AIIncident incident) {
        return incident.getStatus() == null;
    }

    private boolean isStabilizing(AIIncident incident) {
        return phase(incident) == Phase.Stabilizing;
    }

    private boolean hasRestoredTheSuspect(AIIncident incident) {
        return RestoredRevision.of(incident.getStatus())
                .filter(restored -> restored.name().equals(verdict.revision()))
                .filter(restored -> restored.servesSince(RememberedTurns.of(verdict.model())))
                .isPresent();
    }

    private boolean suspectsTheSame(AIIncident incident) {
        return verdict.revision() != null && verdict.revision().equals(about(incident));
    }

    /** A person keeps this incident from what the model allows for the verdict: another one acts beside it. */
    private boolean isNarrower(AIIncident incident) {
        ResponseMode own = Mode.own(incident);
        ResponseMode allowed = Mode.policy(verdict.trigger(), verdict.model().getSpec().response);
        return own != null && own.compareTo(allowed) < 0;
    }

    private boolean isContinued(AIIncident incident) {
        return verdict.isContinuedFrom(incident);
    }

    private boolean mayBeAboutTheSame(AIIncident incident) {
        String about = about(incident);
        // What a person reports without a revision being known says nothing of what serves now.
        return about == null && !Mode.isByPerson(incident)
                || suspectsTheSame(incident)
                || hasRestoredTheSuspect(incident)
                || verdict.wentOnUnder(incident);
    }

    /** The revision that it blames, or is going to; null: none is known. */
    private static String about(AIIncident incident) {
        AIIncidentStatus status = incident.getStatus();
        return status == null || status.suspect == null ? incident.getSpec().suspect : status.suspect;
    }

    /** One that was only recorded never began; of its creation only the second is known. */
    private static Instant end(AIIncident incident) {
        return Opening.ends(incident).max(Instant::compareTo).orElseGet(() -> Instant.parse(
                        incident.getMetadata().getCreationTimestamp())
                .plusSeconds(1));
    }

    private static Phase phase(AIIncident incident) {
        return incident.getStatus() == null ? null : incident.getStatus().phase;
    }
}
