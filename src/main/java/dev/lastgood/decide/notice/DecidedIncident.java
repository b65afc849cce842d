package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.NotificationRecord;
import dev.lastgood.api.model.ModelDeployment;
import java.util.List;
import java.util.Optional;

/**
 * Joins an incident with the status that was decided for it and with its model.
 *
 * @param model null: missing
 * @param status null: none was decided
 */
record DecidedIncident(AIIncident incident, ModelDeployment model, AIIncidentStatus status) {

    /** The most notifications that one incident records. */
    private static final int RECORDS = 16;

    boolean isOver() {
        return status.phase.isOver();
    }

    Notice notice() {
        return Notice.of(incident, model, status);
    }

    /** Returns the same with these records, at most so many as an incident keeps; the oldest make room. */
    DecidedIncident with(List<NotificationRecord> records) {
        AIIncidentStatus copy = status.copy();
        copy.notifications = records.subList(Math.max(0, records.size() - RECORDS), records.size());
        return new DecidedIncident(incident, model, copy);
    }

    List<NotificationRecord> records() {
        return status.notifications == null ? List.of() : status.notifications;
    }

    Optional<NotificationRecord> record(NotificationTarget recipient) {
        for (NotificationRecord record : records()) {
            if (recipient.name().equals(record.id)) {
                return Optional.of(record);
            }
        }
        return Optional.empty();
    }

    boolean hasRecord(NotificationTarget recipient) {
        return record(recipient).isPresent();
    }
}
