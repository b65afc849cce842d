package dev.lastgood.api.condition;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Conditions by the Kubernetes API conventions. */
public final class Conditions {
    public static final String TRUE = "True";
    public static final String FALSE = "False";
    public static final String UNKNOWN = "Unknown";

    /** Returns the conditions with one of them set; its transition time moves only when its value does. */
    public static List<Condition> set(
            List<Condition> conditions,
            ConditionType type,
            String value,
            Reason reason,
            String message,
            long generation,
            Instant now) {
        List<Condition> next = new ArrayList<>(conditions);
        Condition before = next.stream().filter(type::isOf).findFirst().orElse(null);
        boolean moved = before == null || !value.equals(before.getStatus());
        Condition after = new ConditionBuilder()
                .withType(type.name())
                .withStatus(value)
                .withReason(reason.name())
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(
                        moved ? now.truncatedTo(ChronoUnit.SECONDS).toString() : before.getLastTransitionTime())
                .build();
        if (before == null) {
            next.add(after);
        } else {
            next.set(next.indexOf(before), after);
        }
        return next;
    }

    private Conditions() {}
}
