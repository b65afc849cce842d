package dev.lastgood.decide.opening;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Source;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.notice.UserLine;
import dev.lastgood.lib.BoundedText;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Says of an incident that alerts opened whether one of them still fires. Only a person, or probes, end the incident. */
public final class AlertWatch {

    private static final ConditionType CONDITION = ConditionType.AlertFiring;
    private static final int TIME_LIMIT = 40;

    public static void advance(AIIncident incident, StatusDraft draft) {
        if (incident.getSpec().source != Source.Alert || draft.status.phase == null) {
            return;
        }
        Map<String, String> seen = AlertMark.seen(incident);
        List<String> ended = seen.values().stream()
                .filter(state -> !AlertMark.FIRING.equals(state))
                .toList();
        int firing = seen.size() - ended.size();
        if (firing > 0 || seen.isEmpty()) {
            if (Conditions.FALSE.equals(draft.valueOf(CONDITION))) {
                draft.log(Reason.AlertFiring, "The alert fires again");
            }
            String message =
                    seen.size() > 1 ? firing + " of " + seen.size() + " alerts fire" : "the alert that opened it fires";
            draft.condition(CONDITION, Conditions.TRUE, Reason.AlertFiring, message);
            return;
        }
        String last = UserLine.of(
                BoundedText.of(ended.stream().max(Comparator.naturalOrder()).orElseThrow(), TIME_LIMIT));
        String message = (ended.size() > 1 ? "the last of " + ended.size() + " alerts" : "the alert")
                + " was resolved at " + last;
        if (!Conditions.FALSE.equals(draft.valueOf(CONDITION))) {
            draft.log(Reason.AlertResolved, message);
        }
        draft.condition(CONDITION, Conditions.FALSE, Reason.AlertResolved, message);
    }

    private AlertWatch() {}
}
