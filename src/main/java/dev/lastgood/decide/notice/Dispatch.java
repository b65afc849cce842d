package dev.lastgood.decide.notice;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.NotificationRecord;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.api.model.Channel;
import dev.lastgood.api.model.Channel.Ability;
import dev.lastgood.lib.BoundedText;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a message to one recipient is due, and keeps the record of it: Running before the message is sent, its result
 * afterwards.
 */
record Dispatch(NotificationTarget to, NotificationRecord record, Instant now) {

    /** Returns the first message to a recipient in this attempt, before the status has a record of it. */
    NotifyTask first(DecidedIncident decided) {
        begin(MessageContent.of(to, record, decided), decided);
        return task(to, record, decided, false);
    }

    /** Whether the recipient was not paged yet in this attempt, and nothing else is on its way. */
    boolean isFirst(DecidedIncident decided) {
        return record.content == null
                || record.state != NotificationState.Running
                        && MessageContent.attempt(record) < MessageContent.attempt(decided.status());
    }

    /** Returns the message to send once the record is written, and nothing if none is due. */
    Optional<NotifyTask> advance(DecidedIncident decided, Map<String, NotifyResult> results) {
        if (decided.isOver() && neverArrived()) {
            supersede();
            return Optional.empty();
        }
        String wanted = MessageContent.of(to, record, decided);
        boolean begun = isDue(wanted);
        if (begun) {
            begin(wanted, decided);
        }
        if (record.state != NotificationState.Running) {
            return Optional.empty();
        }
        NotifyResult result = results.get(SendAttempt.key(record));
        boolean again = !begun || record.unknownSince != null;
        if (result == null && again && Repetition.isTooLate(channel(), record, now)) {
            result = Repetition.tooLate(channel());
        }
        if (result != null) {
            end(result);
            return Optional.empty();
        }
        return Optional.of(task(to, record, decided, again));
    }

    private Channel channel() {
        return to.channel();
    }

    /** An earlier one of several events may have arrived although the last one did not, so the end is sent. */
    private boolean neverArrived() {
        boolean oneOfSeveral = channel().mayRepeat() && !channel().can(Ability.EditsMessage) && record.sequence > 1;
        return record.externalId == null
                && record.former == null
                && record.unknownSince == null
                && !oneOfSeveral
                && (record.state == NotificationState.Pending || record.state == NotificationState.Failed);
    }

    private void supersede() {
        record.state = NotificationState.Failed;
        record.reason = Reason.Superseded.name();
        record.message = "the incident was over before anybody could be told";
        record.retryAt = null;
    }

    private boolean isDue(String wanted) {
        boolean changed = !wanted.equals(record.content);
        return record.state != NotificationState.Running
                && !Repetition.waits(record, now)
                && (changed || record.retryAt != null);
    }

    private void begin(String wanted, DecidedIncident decided) {
        int attempt = MessageContent.attempt(decided.status());
        if (!decided.isOver() && channel().news() == Channel.News.Alert && MessageContent.attempt(record) < attempt) {
            record.attempt = attempt;
            record.former = record.externalId != null ? record.externalId : record.former;
            record.externalId = null;
            record.unknownSince = null;
        }
        if (!wanted.equals(record.content)) {
            record.content = wanted;
            // A message that waits goes on waiting longer each time, whatever it says by then.
            record.attempts = record.state == NotificationState.Pending ? record.attempts : 0;
            record.sequence = (record.sequence == null ? 0 : record.sequence) + 1;
            // If each message stands alone, nothing depends on whether the one before arrived.
            record.unknownSince = channel().can(Ability.EditsMessage) ? record.unknownSince : null;
        }
        record.state = NotificationState.Running;
        record.reason = Reason.Notifying.name();
        record.message = "is being sent";
        record.attempts = (record.attempts == null ? 0 : record.attempts) + 1;
        record.at = now.toString();
        record.retryAt = null;
    }

    private void end(NotifyResult result) {
        record.state = result.state();
        record.reason = result.reason().name();
        record.message = BoundedText.message(result.message());
        record.at = now.toString();
        record.externalId = result.externalId() != null ? result.externalId() : record.externalId;
        record.threaded = result.threaded() != null ? result.threaded() : record.threaded;
        if (result.state() == NotificationState.Unknown) {
            record.unknownSince = record.unknownSince != null ? record.unknownSince : now.toString();
        } else if (result.state() == NotificationState.Done) {
            record.unknownSince = null;
            record.former = null;
        }
        record.retryAt = Repetition.retryAt(channel(), record, result, now);
    }

    private static NotifyTask task(
            NotificationTarget to, NotificationRecord record, DecidedIncident decided, boolean lookFirst) {
        return new NotifyTask(
                to,
                SendAttempt.of(decided.incident().getMetadata().getUid(), record, lookFirst),
                MessageContent.news(record),
                decided.notice(),
                MessageContent.lines(decided.status(), record.threaded));
    }
}
