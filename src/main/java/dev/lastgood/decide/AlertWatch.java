package dev.lastgood.decide;

import dev.lastgood.api.AIIncident;
import dev.lastgood.api.ConditionType;
import dev.lastgood.api.Reason;
import dev.lastgood.api.Source;

/** Says of an incident that an alert opened whether that alert still fires. Only a person, or probes, end the incident. */
final class AlertWatch {

    private static final ConditionType CONDITION = ConditionType.AlertFiring;
    private static final int TIME_LIMIT = 40;

    static void advance(AIIncident incident, Chronicle chronicle) {
        if (incident.getSpec().source != Source.Alert || chronicle.status.phase == null) {
            return;
        }
        String at = AlertOpening.resolvedAt(incident);
        if (at == null) {
            if (Conditions.FALSE.equals(chronicle.valueOf(CONDITION))) {
                chronicle.log(Reason.AlertFiring, "The alert fires again");
            }
            chronicle.condition(CONDITION, Conditions.TRUE, Reason.AlertFiring, "the alert that opened it fires");
            return;
        }
        String message = "the alert was resolved at " + Notice.line(Chronicle.bounded(at, TIME_LIMIT));
        if (!Conditions.FALSE.equals(chronicle.valueOf(CONDITION))) {
            chronicle.log(Reason.AlertResolved, message);
        }
        chronicle.condition(CONDITION, Conditions.FALSE, Reason.AlertResolved, message);
    }

    private AlertWatch() {}
}
