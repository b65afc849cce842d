package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.NotificationRecord;
import dev.lastgood.api.model.ModelDeployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Joins an incident with the status that was decided for it and with its model.
 *
 * @param model null: missing
 * @param status null: none was decided
 */
record DecidedIncident(AIIncident incident, ModelDeployment model, AIIncidentStatus status) {

    /** The most notifications that one incident records; the oldest records make room. */
    private static final int RECORDS = 16;

    boolean isOver() {
        return status.phase.isOver();
    }

    Notice notice() {
        return Notice.of(incident, model, status);
    }

    /** Returns the same with a status of its own, to which records can be added. */
    DecidedIncident copy() {
        AIIncidentStatus copy = Serialization.clone(status);
        copy.notifications = copy.notifications == null ? new ArrayList<>() : new ArrayList<>(copy.notifications);
        return new DecidedIncident(incident, model, copy);
    }

    List<NotificationRecord> records() {
        return status.notifications == null ? List.of() : status.notifications;
    }

    Optional<NotificationRecord> record(NotificationTarget recipient) {
        return records().stream().filter(r -> recipient.name().equals(r.id)).findFirst();
    }

    boolean hasRecord(NotificationTarget recipient) {
        return record(recipient).isPresent();
    }

    NotificationRecord addRecord(NotificationTarget recipient) {
        NotificationRecord record = new NotificationRecord();
        record.id = recipient.name();
        record.type = recipient.type();
        status.notifications.add(record);
        while (status.notifications.size() > RECORDS) {
            status.notifications.remove(0);
        }
        return record;
    }
}
