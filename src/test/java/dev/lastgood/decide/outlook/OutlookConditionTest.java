package dev.lastgood.decide.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.Gateway;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.api.model.WorkloadRef;
import dev.lastgood.decide.ModelStatus;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RevisionRules;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person reads of it in the model's status. */
class OutlookConditionTest {

    private static final Outlook POSSIBLE = new Outlook("True", Reason.RollbackRehearsed, "works");
    private static final Outlook FULL = new Outlook("False", Reason.QuotaExceeded, "full");

    private String missing;
    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private final ModelDeployment model = new ModelDeployment();

    @BeforeEach
    void aModel() {
        model.getMetadata().setGeneration(1L);
        model.setSpec(new ModelDeploymentSpec());
        model.getSpec().gateway = new Gateway();
        model.getSpec().gateway.workloadRef = new WorkloadRef();
        model.getSpec().gateway.workloadRef.kind = WorkloadKind.Deployment;
        model.getSpec().gateway.workloadRef.name = "gw";
        gateway.decide();
    }

    private ModelDeploymentStatus status(RevisionDecision decision) {
        return new ModelStatus(clock)
                .of(model, decision, Map.of(), new QuarantineView(Set.of(), Enforcement.Unknown), List.of(), missing);
    }

    @Test
    void whatTheRestoredRevisionLacksIsSaidByReady() {
        RevisionDecision decision = gateway.decide();
        model.setStatus(status(decision));
        assertThat(find(ConditionType.Ready).orElseThrow().getReason()).isEqualTo("Available");

        missing = "ConfigMap rules: someone deleted it twice";
        model.setStatus(status(decision));

        assertThat(find(ConditionType.Ready).orElseThrow()).satisfies(ready -> {
            assertThat(ready.getStatus()).isEqualTo("False");
            assertThat(ready.getReason()).isEqualTo("RestoredConfigMapMissing");
            assertThat(ready.getMessage()).contains("ConfigMap rules");
        });
        missing = null;
        model.setStatus(status(decision));
        assertThat(find(ConditionType.Ready).orElseThrow().getStatus()).isEqualTo("True");
    }

    private Optional<Condition> report(Outlook outlook) {
        ModelDeploymentStatus after = status(gateway.decide());
        new ModelStatus(clock).outlook(model, after, outlook);
        model.setStatus(after);
        return find(ConditionType.RollbackPossible);
    }

    private Optional<Condition> find(ConditionType type) {
        return model.getStatus().conditions.stream().filter(type::isOf).findFirst();
    }

    @Test
    void theTimeOfTheTransitionMovesOnlyWithTheValue() {
        String first = report(POSSIBLE).orElseThrow().getLastTransitionTime();
        gateway.passes(Duration.ofHours(1));
        assertThat(report(POSSIBLE).orElseThrow().getLastTransitionTime()).isEqualTo(first);
        assertThat(report(FULL).orElseThrow().getLastTransitionTime()).isNotEqualTo(first);
    }

    @Test
    void whatIsNeverRehearsedIsNotMentioned() {
        assertThat(report(FULL)).isPresent();
        assertThat(report(null)).isEmpty();
        assertThat(find(ConditionType.Ready)).isPresent();
    }

    @Test
    void aWorkloadThatIsGoneCannotBeRolledBack() {
        model.setStatus(new ModelStatus(clock).withoutWorkload(model, List.of()));
        assertThat(find(ConditionType.RollbackPossible)).as("never rehearsed").isEmpty();
        report(POSSIBLE);
        model.setStatus(new ModelStatus(clock).withoutWorkload(model, List.of()));
        assertThat(find(ConditionType.RollbackPossible).orElseThrow().getReason())
                .isEqualTo("WorkloadNotFound");
    }

    @Test
    void aRevisionThatIsRefusedIsSaidByReadyAndIsNoCompleteRollout() {
        gateway.declares("v2").begins().completes();
        RevisionDecision refused =
                new RevisionRules(clock).decide(gateway.view()).withoutSnapshot("exceeded quota: team");
        model.setStatus(status(refused));
        Condition ready = find(ConditionType.Ready).orElseThrow();
        assertThat(ready.getStatus() + "/" + ready.getReason()).isEqualTo("False/RevisionNotRecorded");
        assertThat(ready.getMessage()).contains("exceeded quota: team");
        assertThat(find(ConditionType.RolloutComplete).orElseThrow().getStatus())
                .isEqualTo("False");
    }
}
