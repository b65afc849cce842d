package dev.lastgood.api.condition;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** Conditions by the Kubernetes API conventions. */
public final class Conditions {
    public static final String TRUE = "True";
    public static final String FALSE = "False";
    public static final String UNKNOWN = "Unknown";

    /**
     * Returns the conditions with one of them set; its transition time moves only when its value does. The list that is given is not
     * changed; if it says all this already, it is returned.
     */
    public static List<Condition> set(
            List<Condition> conditions,
            ConditionType type,
            String value,
            Reason reason,
            String message,
            long generation,
            Instant now) {
        Condition before = null;
        for (Condition condition : conditions) {
            if (type.isOf(condition)) {
                before = condition;
                break;
            }
        }
        if (before != null && says(before, value, reason, message, generation)) {
            return conditions;
        }
        List<Condition> next = new ArrayList<>(conditions);
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

    /** Returns the conditions without some; the list that is given is not changed, and returned if it has none of them. */
    public static List<Condition> without(List<Condition> conditions, Predicate<Condition> gone) {
        if (conditions.stream().noneMatch(gone)) {
            return conditions;
        }
        List<Condition> next = new ArrayList<>(conditions);
        next.removeIf(gone);
        return next;
    }

    private static boolean says(Condition before, String value, Reason reason, String message, long generation) {
        return value.equals(before.getStatus())
                && reason.name().equals(before.getReason())
                && Objects.equals(message, before.getMessage())
                && Objects.equals(generation, before.getObservedGeneration());
    }

    private Conditions() {}
}
