package dev.lastgood.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.TriggerResponse;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProtectionTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final ModelDeployment model = IncidentStory.model("pricing");
    private final ModelDeploymentStatus status = new ModelDeploymentStatus();
    private final List<AIIncident> incidents = new ArrayList<>();
    private boolean operatorPaused;

    private static Arguments row(String name, String says, String words, Consumer<ProtectionTest> world) {
        return argumentSet(name, says, words, world);
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                row("nothing said", "True PolicyInForce", "waits for approval (mode Suggest)", w -> {}),
                row(
                        "Auto",
                        "True PolicyInForce",
                        "automatically (mode Auto); a rollback restores gw-1",
                        w -> w.mode("Auto")),
                row(
                        "Observe is a choice",
                        "True PolicyInForce",
                        "nothing is changed (mode Observe)",
                        w -> w.mode("Observe")),
                row(
                        "a trigger's own mode",
                        "True PolicyInForce",
                        "by trigger: {PIILeak=Auto}",
                        ProtectionTest::ownMode),
                row(
                        "the operator is paused",
                        "False OperatorPaused",
                        "ConfigMap lastgood",
                        w -> w.operatorPaused = true),
                row("the model is paused", "False ModelPaused", "spec.paused is true: nothing", w -> w.paused()),
                row(
                        "and who did it is known",
                        "False ModelPaused",
                        "set by field manager kubectl-patch",
                        w -> w.paused().writer("argocd", "f:modelId").writer("kubectl-patch", "f:paused")),
                row("its evidence is held", "False EvidenceHold", "incident i1 of ada holds", w -> w.holds("gw-2")),
                row("another one's evidence is", "True PolicyInForce", "", w -> w.holds("gw-1")),
                row(
                        "the breaker is open",
                        "False BreakerOpen",
                        "3 rollbacks",
                        w -> w.says(ConditionType.Breaker, "True", Reason.BreakerOpen, "3 rollbacks")),
                row(
                        "there is no target",
                        "False NoLastGood",
                        "no target",
                        w -> w.says(ConditionType.LastGoodKnown, "False", Reason.NoLastGood, "no target")),
                row(
                        "the rollback was rehearsed and refused",
                        "False QuotaExceeded",
                        "quota",
                        w -> w.says(ConditionType.RollbackPossible, "False", Reason.QuotaExceeded, "quota")),
                row(
                        "it could not be rehearsed",
                        "True PolicyInForce",
                        "",
                        w -> w.says(ConditionType.RollbackPossible, "Unknown", Reason.QuotaExceeded, "quota")),
                row(
                        "an owner writes it back",
                        "False OwnedByController",
                        "ModelApp",
                        w -> w.says(ConditionType.OwnedBy, "True", Reason.OwnedByController, "ModelApp risk")));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void who_is_on_call_reads_what_suspends_it(String says, String words, Consumer<ProtectionTest> world) {
        status.servingRevision = "gw-2";
        says(ConditionType.LastGoodKnown, "True", Reason.LastGoodKnown, "a rollback restores gw-1");
        world.accept(this);
        Protection protection = Protection.of(model, status, operatorPaused, incidents);
        assertThat(protection.value() + " " + protection.reason()).isEqualTo(says);
        assertThat(protection.message()).contains(words);
    }

    @Test
    void of_a_model_without_a_workload_nothing_old_is_said() {
        model.getMetadata().setGeneration(1L);
        model.getSpec().gateway = new dev.lastgood.api.model.Gateway();
        model.getSpec().gateway.workloadRef = new dev.lastgood.api.model.WorkloadRef();
        model.setStatus(status);
        says(ConditionType.Healthy, "True", Reason.ProbesGood, "good: status");
        ModelDeploymentStatus gone = new ModelStatus(new SettableClock()).withoutWorkload(model, List.of());
        assertThat(gone.conditions)
                .extracting(c -> c.getType() + " " + c.getStatus() + " " + c.getReason())
                .contains("Healthy Unknown WorkloadNotFound", "Protected False WorkloadNotFound");
        ModelDeploymentStatus invalid = new ModelStatus(new SettableClock()).invalid(model, List.of(), "no such kind");
        assertThat(invalid.conditions)
                .extracting(c -> c.getType() + " " + c.getStatus() + " " + c.getReason())
                .contains("Healthy Unknown ConfigurationInvalid", "Protected False ConfigurationInvalid");
    }

    private void mode(String mode) {
        model.getSpec().response = new Response();
        model.getSpec().response.mode = ResponseMode.valueOf(mode);
    }

    private void ownMode() {
        mode("Suggest");
        TriggerResponse own = new TriggerResponse();
        own.mode = ResponseMode.Auto;
        model.getSpec().response.perTrigger = Map.of("PIILeak", own);
    }

    private ProtectionTest paused() {
        model.getSpec().paused = true;
        return this;
    }

    private ProtectionTest writer(String manager, String field) {
        List<ManagedFieldsEntry> entries = new ArrayList<>(model.getMetadata().getManagedFields());
        FieldsV1 fields = new FieldsV1();
        fields.setAdditionalProperty("f:spec", Map.of(field, Map.of()));
        entries.add(new ManagedFieldsEntryBuilder()
                .withManager(manager)
                .withFieldsV1(fields)
                .build());
        model.getMetadata().setManagedFields(entries);
        return this;
    }

    private void holds(String suspect) {
        AIIncident incident = IncidentStory.incident("i1");
        incident.getSpec().evidenceHold = true;
        incident.getSpec().requestedBy = "ada";
        incident.setStatus(new AIIncidentStatus());
        incident.getStatus().phase = Phase.Open;
        incident.getStatus().suspect = suspect;
        incidents.add(incident);
    }

    private void says(ConditionType type, String value, Reason reason, String message) {
        status.conditions = Conditions.set(status.conditions, type, value, reason, message, 1, NOW);
    }
}
