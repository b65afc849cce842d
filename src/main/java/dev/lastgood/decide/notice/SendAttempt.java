package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.NotificationRecord;
import dev.lastgood.lib.Digest;

/**
 * Identifies one attempt to send one message.
 *
 * @param key of this attempt; its result comes back under it
 * @param message identity of the message, the same for each attempt
 * @param externalId what the receiver calls what was sent before, null: nothing was
 * @param page the attempt of the incident that pages
 * @param former what the receiver calls the page of the attempt before, null: none is left to be resolved
 * @param lookFirst the message may have been sent already
 */
public record SendAttempt(String key, String message, String externalId, int page, String former, boolean lookFirst) {

    private static final int DIGITS = 32;

    static SendAttempt of(String uid, NotificationRecord record, boolean lookFirst) {
        return new SendAttempt(
                key(record),
                message(uid, record),
                record.externalId,
                MessageContent.attempt(record),
                record.former,
                lookFirst);
    }

    /** Returns the key of the attempt that the record describes. */
    static String key(NotificationRecord record) {
        return record.id + "/" + record.content + "/" + record.attempts;
    }

    /** The same for every attempt of one message, and for no other message. */
    private static String message(String uid, NotificationRecord record) {
        return Digest.of(uid + "/" + record.id + "/" + record.sequence).substring(0, DIGITS);
    }
}
