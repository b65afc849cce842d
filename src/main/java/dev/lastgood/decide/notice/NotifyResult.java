package dev.lastgood.decide.notice;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.NotificationState;
import java.time.Duration;

/**
 * What came of sending.
 *
 * @param state Done, Pending (not sent, again later), Failed (refused) or Unknown (perhaps sent)
 * @param externalId what the other side calls it; null: it has none yet
 * @param threaded time of the newest line that is in the thread; null: none came in
 * @param retryAfter how long the other side asks to wait, null: it does not say
 */
public record NotifyResult(
        NotificationState state,
        Reason reason,
        String message,
        String externalId,
        String threaded,
        Duration retryAfter) {

    public static NotifyResult done(String externalId, String threaded) {
        return new NotifyResult(NotificationState.Done, Reason.Notified, "sent", externalId, threaded, null);
    }

    public static NotifyResult pending(Reason reason, String message, Duration retryAfter) {
        return new NotifyResult(NotificationState.Pending, reason, message, null, null, retryAfter);
    }

    public static NotifyResult refused(String message) {
        return new NotifyResult(NotificationState.Failed, Reason.NotificationRefused, message, null, null, null);
    }

    public static NotifyResult unknown(String message) {
        return new NotifyResult(NotificationState.Unknown, Reason.NotificationUnknown, message, null, null, null);
    }

    /** The same, with something that a person should know of it. */
    public NotifyResult saying(String what) {
        return new NotifyResult(state, reason, what, externalId, threaded, retryAfter);
    }

    /** The same, and not before {@code wait}; null: as soon as one likes. */
    public NotifyResult after(Duration wait) {
        return new NotifyResult(state, reason, message, externalId, threaded, wait);
    }

    /** The message itself came in as {@code id}, whatever became of the rest. */
    public NotifyResult as(String id) {
        return new NotifyResult(state, reason, message, id, threaded, retryAfter);
    }
}
