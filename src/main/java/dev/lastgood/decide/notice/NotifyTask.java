package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.model.Notification;
import java.util.List;

/**
 * Something to be sent outside the reconcile, once its intent stands in the status.
 *
 * @param key of this try of this content; its result comes back under it
 * @param message identity of the message, the same for each try
 * @param uid the incident's
 * @param to where
 * @param secrets the namespace in which its Secret is
 * @param news what the message is about
 * @param externalId what the other side calls what was sent before, null: nothing was
 * @param lookFirst it may have been sent already
 * @param lines of the timeline that are not in the thread yet, oldest first
 */
public record NotifyTask(
        String key,
        String message,
        String uid,
        String namespace,
        String incident,
        Notification to,
        String secrets,
        News news,
        Notice notice,
        String externalId,
        boolean lookFirst,
        List<TimelineEntry> lines) {

    /** What a message is about. */
    public enum News {
        Opened,
        /** A person looks after it. */
        Acknowledged,
        /** Resolved or closed. */
        Over
    }
}
