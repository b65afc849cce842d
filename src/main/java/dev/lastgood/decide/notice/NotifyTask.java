package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.TimelineEntry;
import java.util.List;

/**
 * Describes a message to send outside the reconcile, once the status records that it is being sent.
 *
 * @param news what the message is about
 * @param lines of the timeline that are not in the thread yet, oldest first
 */
public record NotifyTask(
        NotificationTarget to, SendAttempt attempt, News news, Notice notice, List<TimelineEntry> lines) {

    /** What a message is about. */
    public enum News {
        Opened,
        /** A person looks after it. */
        Acknowledged,
        /** Resolved or closed. */
        Over
    }

    /** Returns the incident that the message is about. */
    public NoticeSubject subject() {
        return notice.subject();
    }
}
