package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.Notification;
import dev.lastgood.decide.incident.DryRun;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decides whom an incident concerns. */
final class Audience {

    /** An old incident and a dry run must not wake anyone. */
    static boolean mayBeNotified(DecidedIncident decided) {
        return decided.status() != null
                && decided.model() != null
                && decided.status().phase != null
                && (decided.status().phase != Phase.RecordedOnly
                        || !decided.records().isEmpty())
                && !DryRun.isAsked(decided.incident());
    }

    /** Returns whom the incident concerns, in the order of their declaration; each place once, however often it is named. */
    static List<NotificationTarget> of(Recipients recipients, DecidedIncident decided) {
        Set<String> destinations = new HashSet<>();
        List<NotificationTarget> concerned = recipients
                .each()
                .filter(r -> concerns(decided, r))
                // First those that were notified already, so that no place gets a second message under another name.
                .sorted(Comparator.comparing(r -> !decided.hasRecord(r)))
                .filter(r -> destinations.add(r.destination()))
                .toList();
        return recipients.each().filter(concerned::contains).toList();
    }

    /** Those who were not notified while it lasted are not notified of its end. */
    private static boolean concerns(DecidedIncident decided, NotificationTarget recipient) {
        return decided.hasRecord(recipient) || !decided.isOver() && matches(decided, recipient.notification());
    }

    private static boolean matches(DecidedIncident decided, Notification notification) {
        return allows(notification.triggers, decided.incident().getSpec().trigger)
                && allows(notification.severities, decided.incident().getSpec().severity);
    }

    /** An empty list allows all. */
    private static <T> boolean allows(List<T> list, T value) {
        return list == null || list.isEmpty() || list.contains(value);
    }

    private Audience() {}
}
