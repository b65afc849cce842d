package dev.lastgood.decide.notice;

import dev.lastgood.api.StatusPart;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.NotificationRecord;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.lib.BoundedText;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the condition Notified, which says whether people were notified. */
final class NotifiedCondition {

    private static final ConditionType CONDITION = ConditionType.Notified;

    /** Writes what the records say, the worst of them first. */
    static void write(AIIncidentStatus status, Instant now) {
        Optional<NotificationRecord> worst = worst(status);
        if (worst.isPresent()) {
            NotificationRecord record = worst.get();
            set(
                    status,
                    record.state == NotificationState.Failed ? Conditions.FALSE : Conditions.UNKNOWN,
                    Reason.of(record.reason),
                    BoundedText.message(record.id + ": " + record.message),
                    now);
        } else if (status.notifications.stream().anyMatch(NotifiedCondition::isFirst)) {
            set(status, Conditions.UNKNOWN, Reason.Notifying, "is being sent", now);
        } else {
            String names = status.notifications.stream().map(r -> r.id).collect(Collectors.joining(", "));
            set(status, Conditions.TRUE, Reason.Notified, "told by " + names, now);
        }
    }

    /** Says what cannot be read, if someone would have been notified. */
    static AIIncidentStatus unreadable(AIIncident incident, AIIncidentStatus decided, String problem, Instant now) {
        if (decided.phase.isOver() && (decided.notifications == null || decided.notifications.isEmpty())) {
            return decided;
        }
        AIIncidentStatus status = decided.copy();
        set(status, Conditions.FALSE, Reason.NotificationsUnreadable, StatusDraft.mark(incident) + problem, now);
        return StatusPart.isSame(status, decided) ? decided : status;
    }

    /** Removes what {@link #unreadable} said: someone corrected it, and there is no one to notify. */
    static AIIncidentStatus readable(AIIncidentStatus decided) {
        boolean said = decided.conditions.stream()
                .anyMatch(c -> Reason.NotificationsUnreadable.name().equals(c.getReason()));
        if (!said) {
            return decided;
        }
        AIIncidentStatus status = decided.copy();
        status.conditions = Conditions.without(status.conditions, CONDITION::isOf);
        return status;
    }

    private static Optional<NotificationRecord> worst(AIIncidentStatus status) {
        return Stream.of(NotificationState.Failed, NotificationState.Unknown, NotificationState.Pending)
                .flatMap(state -> status.notifications.stream().filter(r -> r.state == state))
                .findFirst();
    }

    /** Nothing arrived yet. */
    private static boolean isFirst(NotificationRecord record) {
        return record.state == NotificationState.Running && record.externalId == null;
    }

    private static void set(AIIncidentStatus status, String value, Reason reason, String message, Instant now) {
        long generation = status.observedGeneration == null ? 0 : status.observedGeneration;
        status.conditions = Conditions.set(status.conditions, CONDITION, value, reason, message, generation, now);
    }

    private NotifiedCondition() {}
}
