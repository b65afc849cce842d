package dev.lastgood.decide.outlook;

import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.workload.Obstacle;
import dev.lastgood.lib.BoundedText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a rollback would work if what serves turned bad now: the condition RollbackPossible of a model.
 *
 * @param value of the condition
 */
public record Outlook(String value, Reason reason, String message) {

    /** Cuts the message to the length that a status may have. */
    public Outlook {
        message = BoundedText.message(message);
    }

    /** Nothing was asked yet. */
    public static final Outlook UNKNOWN = new Outlook(
            Conditions.UNKNOWN, Reason.NotRehearsedYet, "the rollback of this model will be rehearsed soon");

    /** The server's answer to a dry run that a webhook keeps it from carrying out. */
    private static final String NO_DRY_RUN = "does not support dry run";

    private static final String UNANSWERED =
            "the API server did not answer the last rehearsal, which is repeated automatically";

    /** What is certain without a rehearsal; empty if a rollback has a target that can be tried. */
    public static Optional<Outlook> withoutRehearsal(RevisionDecision decision) {
        return switch (decision.rollout()) {
            case SnapshotTooLarge ->
                Optional.of(impossible(
                        Reason.SnapshotTooLarge,
                        "the declared revision is too large to be recorded, so an incident could not roll it back: "
                                + decision.refusal()));
            case RevisionNotRecorded ->
                Optional.of(impossible(
                        Reason.RevisionNotRecorded,
                        "the declared revision is not recorded, so an incident could not roll it back. The API server "
                                + "refuses to store it: " + decision.refusal()));
            default ->
                decision.serving() == null
                        ? Optional.of(new Outlook(
                                Conditions.UNKNOWN,
                                Reason.NotRehearsedYet,
                                "no revision has been seen serving yet, so there is nothing to roll back"))
                        : decision.lastGood() == null ? Optional.of(withoutTarget(decision)) : Optional.empty();
        };
    }

    private static Outlook withoutTarget(RevisionDecision decision) {
        String serving = told(decision.serving());
        return impossible(
                Reason.NoLastGood,
                decision.revisions().size() == 1
                        ? serving + " is the first revision of the workload: there is nothing to go back to"
                        : "no other revision than " + serving
                                + ", which serves, is Good: there is nothing to go back to");
    }

    /** What a rehearsal showed. Each obstacle is named; the first one gives the reason. */
    public static Outlook of(Revision from, Revision to, List<Obstacle> obstacles) {
        Optional<Obstacle> untried = obstacles.stream()
                .filter(obstacle -> obstacle.message().contains(NO_DRY_RUN))
                .findFirst();
        List<Obstacle> certain = obstacles.stream()
                .filter(obstacle -> !obstacle.message().contains(NO_DRY_RUN))
                .toList();
        String what = "a rollback from " + told(from) + " to " + told(to);
        if (!certain.isEmpty()) {
            return impossible(
                    certain.get(0).reason(),
                    what + " would not work now: "
                            + certain.stream().map(Obstacle::message).collect(Collectors.joining("; also: ")));
        }
        return untried.map(obstacle -> new Outlook(
                        Conditions.UNKNOWN,
                        Reason.DryRunNotSupported,
                        what + " could not be rehearsed: " + obstacle.message()))
                .orElseGet(() ->
                        new Outlook(Conditions.TRUE, Reason.RollbackRehearsed, what + " was rehearsed and works"));
    }

    /**
     * The last good revision cannot be restored, and an older one can.
     *
     * @param obstacles to the rollback to {@code to}
     */
    public static Outlook older(Revision from, Revision to, List<Obstacle> obstacles, Revision older) {
        return new Outlook(
                Conditions.TRUE,
                Reason.OlderRevisionRehearsed,
                "an incident would restore " + told(older) + " in place of " + told(from)
                        + ": that was rehearsed and works. "
                        + "A rollback to the last good revision " + told(to) + " would not work now: "
                        + obstacles.stream().map(Obstacle::message).collect(Collectors.joining("; also: ")));
    }

    /** Returns whether a rehearsal showed this; false for what is certain without one. */
    public boolean isRehearsed() {
        return switch (reason) {
            case SnapshotTooLarge, RevisionNotRecorded, NoLastGood, WorkloadNotFound -> false;
            default -> true;
        };
    }

    /** The API server did not answer; what it said before is kept in the message. */
    public Outlook unanswered() {
        return reason == Reason.RehearsalUnanswered
                ? this
                : new Outlook(
                        Conditions.UNKNOWN,
                        Reason.RehearsalUnanswered,
                        this.equals(UNKNOWN) ? UNANSWERED : UNANSWERED + ". Its last answer: " + message);
    }

    private static Outlook impossible(Reason reason, String message) {
        return new Outlook(Conditions.FALSE, reason, message);
    }

    private static String told(Revision revision) {
        return revision.name() + " (" + revision.version() + ")";
    }
}
