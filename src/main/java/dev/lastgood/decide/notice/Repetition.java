package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.NotificationRecord;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.api.model.Channel;
import dev.lastgood.api.model.Channel.Ability;
import dev.lastgood.lib.BackOff;
import java.time.Duration;
import java.time.Instant;

/** Decides when a message is sent again, and until when that is safe. */
final class Repetition {

    private static final BackOff RETRY = new BackOff(Duration.ofSeconds(2), Duration.ofMinutes(5));

    /** Returns when the message is sent again, RFC 3339; null: it is not. */
    static String retryAt(Channel channel, NotificationRecord record, NotifyResult result, Instant now) {
        boolean again = result.state() == NotificationState.Pending
                || result.state() == NotificationState.Unknown
                        && channel.mayRepeat()
                        && !isTooLate(channel, record, now);
        return again ? now.plus(pause(record.attempts, result.retryAfter())).toString() : null;
    }

    /** Twice as long each time, within bounds; never shorter than the receiver asks. */
    static Duration pause(int attempts, Duration asked) {
        Duration pause = RETRY.after(attempts);
        return asked != null && asked.compareTo(pause) > 0 ? asked : pause;
    }

    static boolean waits(NotificationRecord record, Instant now) {
        return record.retryAt != null && now.isBefore(Instant.parse(record.retryAt));
    }

    /** The receiver would no longer recognize the repeated message. What changes an alert that it has may be sent at any time. */
    static boolean isTooLate(Channel channel, NotificationRecord record, Instant now) {
        String since = record.unknownSince != null ? record.unknownSince : record.at;
        boolean changes = channel.can(Ability.EditsMessage)
                && (record.externalId != null || MessageContent.news(record) == NotifyTask.News.Over);
        return !channel.repeatable().isZero()
                && !changes
                && Duration.between(Instant.parse(since), now).compareTo(channel.repeatable()) > 0;
    }

    static NotifyResult tooLate(Channel channel) {
        Duration repeatable = channel.repeatable();
        String time = repeatable.toHours() == 0 ? "ten minutes" : repeatable.toHours() + " hours";
        return NotifyResult.unknown("no answer for " + time + ": look there whether it came in");
    }

    private Repetition() {}
}
