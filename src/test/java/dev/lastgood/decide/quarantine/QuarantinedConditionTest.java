package dev.lastgood.decide.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.Gateway;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.ModelStatus;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.Revision;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a model says of its quarantined revisions. */
class QuarantinedConditionTest {

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private final ModelDeployment model = new ModelDeployment();

    @BeforeEach
    void aModelAndABadRevision() {
        model.getMetadata().setGeneration(1L);
        model.setSpec(new ModelDeploymentSpec());
        model.getSpec().gateway = new Gateway();
        gateway.decide();
        gateway.rollsOut("v2");
    }

    private Revision quarantined() {
        gateway.replace(gateway.revision("v2")
                .blamed(RevisionState.Quarantined, Reason.RolledBack, "incident-1", clock.instant()));
        return gateway.revision("v2");
    }

    private Condition condition(Set<String> keptOut, Enforcement enforcement) {
        model.setStatus(new ModelStatus(clock)
                .of(model, gateway.decide(), Map.of(), new QuarantineView(keptOut, enforcement), List.of(), null));
        return model.getStatus().conditions.stream()
                .filter(c -> c.getType().equals("Quarantined"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nothing_is_kept_out() {
        Condition condition = condition(Set.of(), Enforcement.Unknown);

        assertThat(condition.getStatus() + "/" + condition.getReason()).isEqualTo("False/NothingQuarantined");
    }

    @Test
    void what_is_kept_out_is_named() {
        Revision bad = quarantined();

        Condition condition = condition(Set.of(bad.name()), Enforcement.Enforced);

        assertThat(condition.getStatus() + "/" + condition.getReason()).isEqualTo("True/QuarantinedRevisions");
        assertThat(condition.getMessage()).isEqualTo("kept out: " + bad.name() + " (incident incident-1)");
    }

    @Test
    void what_nothing_can_keep_out_is_told_apart_and_is_no_fault_of_the_api_server() {
        Revision bad = quarantined();

        Condition condition = condition(Set.of(), Enforcement.NotEnforced);

        assertThat(condition.getReason()).isEqualTo("QuarantinedRevisions");
        assertThat(condition.getMessage())
                .isEqualTo("never restored, but nothing keeps them out: " + bad.name() + " (incident incident-1)");
    }

    @Test
    void what_the_api_server_would_let_in_is_said_until_it_is_known_to_be_otherwise() {
        Set<String> bad = Set.of(quarantined().name());

        assertThat(condition(bad, Enforcement.Unknown).getReason()).isEqualTo("QuarantinedRevisions");
        assertThat(condition(bad, Enforcement.NotEnforced).getReason()).isEqualTo("QuarantineNotEnforced");
        assertThat(condition(bad, Enforcement.Unknown).getReason()).isEqualTo("QuarantineNotEnforced");
        assertThat(condition(bad, Enforcement.Enforced).getReason()).isEqualTo("QuarantinedRevisions");
    }

    @Test
    void one_that_is_kept_out_is_quarantined_though_its_own_memory_does_not_say_so_yet() {
        Revision seen = gateway.revision("v2");
        KeptOut keptOut = new KeptOut(seen.name(), "incident-1", clock.instant(), false, true);

        Revision now = keptOut.apply(seen);

        assertThat(now.state()).isEqualTo(RevisionState.Quarantined);
        assertThat(now.incident()).isEqualTo("incident-1");
        assertThat(now.standing().stateBefore()).isEqualTo(RevisionState.Candidate);
        assertThat(keptOut.apply(now)).isSameAs(now);
    }
}
