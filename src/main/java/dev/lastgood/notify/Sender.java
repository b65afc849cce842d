package dev.lastgood.notify;

import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask;

/** Sends messages to one type of receiver. Blocking, limited in time, safe for several threads. */
public interface Sender {

    /** The type whose messages it sends. */
    NotificationType type();

    /**
     * Sends one message.
     *
     * @param secrets for its credentials, which are read for this message alone
     * @throws NotSent if there is no reply that says that the message arrived
     */
    NotifyResult send(NotifyTask task, SecretReader secrets) throws NotSent;
}
