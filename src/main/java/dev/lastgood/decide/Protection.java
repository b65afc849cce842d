package dev.lastgood.decide;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.TriggerResponse;
import dev.lastgood.decide.incident.Hold;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.FieldSet;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says whether Lastgood would do what a model's policy asks for if the model turned bad now. A mode is a choice and suspends nothing; a
 * pause, a held evidence, the breaker, and a rollback that is impossible do.
 *
 * @param value of the condition Protected
 */
record Protection(String value, Reason reason, String message) {

    /**
     * @param status the model's next one, with all other conditions
     * @param operatorPaused the whole operator changes nothing
     * @param incidents all of the workload
     */
    static Protection of(
            ModelDeployment model, ModelDeploymentStatus status, boolean operatorPaused, List<AIIncident> incidents) {
        if (operatorPaused) {
            return suspended(
                    Reason.OperatorPaused,
                    "Lastgood is paused for all models by the ConfigMap lastgood in its namespace: nothing is changed");
        }
        if (model.getSpec().paused) {
            return suspended(
                    Reason.ModelPaused,
                    "spec.paused is true"
                            + pausedBy(model)
                                    .map(who -> ", set by field manager " + who)
                                    .orElse("")
                            + ": nothing is changed for this model");
        }
        Optional<AIIncident> holding = incidents.stream()
                .filter(i -> i.getSpec() != null
                        && Hold.isOfEvidence(i)
                        && !i.getStatus().phase.isOver())
                .filter(i ->
                        i.getStatus().suspect != null && i.getStatus().suspect.equals(status.servingRevision))
                .findFirst();
        if (holding.isPresent()) {
            AIIncident incident = holding.get();
            return suspended(
                    Reason.EvidenceHold,
                    "incident " + incident.getMetadata().getName()
                            + (incident.getSpec().requestedBy == null ? "" : " of " + incident.getSpec().requestedBy)
                            + " holds the evidence (spec.evidenceHold), so " + status.servingRevision
                            + " is not rolled back");
        }
        return byCondition(status, ConditionType.Breaker, Conditions.TRUE)
                .or(() -> byCondition(status, ConditionType.OwnedBy, Conditions.TRUE))
                .or(() -> byCondition(status, ConditionType.LastGoodKnown, Conditions.FALSE))
                .or(() -> byCondition(status, ConditionType.RollbackPossible, Conditions.FALSE))
                .orElseGet(() -> new Protection(Conditions.TRUE, Reason.PolicyInForce, policy(model, status)));
    }

    /** The workload is missing, or the model cannot be worked with. */
    static Protection suspended(Reason reason, String message) {
        return new Protection(Conditions.FALSE, reason, message);
    }

    private static Optional<Protection> byCondition(ModelDeploymentStatus status, ConditionType type, String value) {
        return status.conditions.stream()
                .filter(c -> type.isOf(c) && value.equals(c.getStatus()))
                .findFirst()
                .map(c -> suspended(Reason.of(c.getReason()), c.getMessage()));
    }

    private static String policy(ModelDeployment model, ModelDeploymentStatus status) {
        ResponseMode mode = model.getSpec().response == null || model.getSpec().response.mode == null
                ? ResponseMode.Suggest
                : model.getSpec().response.mode;
        Map<String, String> others = new TreeMap<>();
        Map<String, TriggerResponse> perTrigger =
                model.getSpec().response == null ? null : model.getSpec().response.perTrigger;
        if (perTrigger != null) {
            perTrigger.forEach((trigger, own) -> {
                if (own != null && own.mode != null && own.mode != mode) {
                    others.put(trigger, own.mode.name());
                }
            });
        }
        return "a bad model " + does(mode)
                + (others.isEmpty() ? "" : "; other modes by trigger: " + others)
                + "; "
                + status.conditions.stream()
                        .filter(ConditionType.LastGoodKnown::isOf)
                        .map(Condition::getMessage)
                        .findFirst()
                        .orElse("");
    }

    private static String does(ResponseMode mode) {
        return switch (mode) {
            case Auto -> "is rolled back automatically (mode Auto)";
            case Suggest -> "leads to a plan that waits for approval (mode Suggest)";
            case Observe -> "is recorded only, and nothing is changed (mode Observe)";
        };
    }

    /** The field manager that owns spec.paused. */
    private static Optional<String> pausedBy(ModelDeployment model) {
        return model.getMetadata().getManagedFields() == null
                ? Optional.empty()
                : model.getMetadata().getManagedFields().stream()
                        .filter(entry -> entry.getFieldsV1() != null
                                && FieldSet.of(Json.tree(entry)).has("f:spec", "f:paused"))
                        .map(entry -> entry.getManager())
                        .findFirst();
    }
}
