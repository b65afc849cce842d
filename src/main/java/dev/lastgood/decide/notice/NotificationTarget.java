package dev.lastgood.decide.notice;

import dev.lastgood.api.model.Channel;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.NotificationType;

/**
 * Names one receiver of messages, and where its Secrets are.
 *
 * @param notification as someone declared it
 * @param secrets the namespace of its Secrets
 */
public record NotificationTarget(Notification notification, String secrets) {

    public String name() {
        return notification.name;
    }

    public NotificationType type() {
        return notification.type;
    }

    /** Returns what the receiver can do. */
    Channel channel() {
        return notification.type.channel();
    }

    /** Returns the place that it names: two notifications of one place have the same, whatever they are called. */
    String destination() {
        return notification.type + " " + notification.secretRef.name + " " + notification.secretRef.key + " "
                + notification.channel + " ";
    }

    /** Returns all that decides whether a message arrives, so that a refused message is sent again once someone corrected it. */
    String settings() {
        return secrets + " " + destination() + signing();
    }

    private String signing() {
        return notification.signingSecretRef == null
                ? ""
                : notification.signingSecretRef.name + " " + notification.signingSecretRef.key + " ";
    }
}
