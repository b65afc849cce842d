package dev.lastgood.decide.opening;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Source;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.notice.UserLine;
import dev.lastgood.lib.BoundedText;

/** Says of an incident that alerts opened whether one of them still fires. Only a person, or probes, end the incident. */
public final class AlertWatch {

    private static final ConditionType CONDITION = ConditionType.AlertFiring;
    private static final int TIME_LIMIT = 40;

    public static void advance(AIIncident incident, StatusDraft draft) {
        if (incident.getSpec().source != Source.Alert || draft.status.phase == null) {
            return;
        }
        String at = AlertOpening.resolvedAt(incident);
        if (at == null) {
            if (Conditions.FALSE.equals(draft.valueOf(CONDITION))) {
                draft.log(Reason.AlertFiring, "An alert fires again");
            }
            draft.condition(CONDITION, Conditions.TRUE, Reason.AlertFiring, "an alert of this incident fires");
            return;
        }
        String message = "all alerts are resolved, the last one at " + UserLine.of(BoundedText.of(at, TIME_LIMIT));
        if (!Conditions.FALSE.equals(draft.valueOf(CONDITION))) {
            draft.log(Reason.AlertResolved, message);
        }
        draft.condition(CONDITION, Conditions.FALSE, Reason.AlertResolved, message);
    }

    private AlertWatch() {}
}
