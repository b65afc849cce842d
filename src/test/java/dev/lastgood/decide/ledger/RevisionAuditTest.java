package dev.lastgood.decide.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.revision.ChecksumHistory;
import dev.lastgood.decide.revision.Declarations;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.ImageBytes;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.ServicePeriod;
import dev.lastgood.decide.revision.Standing;
import dev.lastgood.decide.task.AuditRow;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RevisionAuditTest {

    private final GatewayStory gateway = new GatewayStory(new SettableClock());
    private final ModelDeployment model = IncidentStory.model("pricing");
    private List<Revision> revisions;

    @BeforeEach
    void v1_is_quarantined_and_shown() {
        gateway.rollsOut("v0").earnsGood().rollsOut("v1");
        model.getMetadata().setUid("uid-m");
        RevisionSummary shown = new RevisionSummary();
        shown.name = "gw-v1";
        shown.state = RevisionState.Quarantined;
        ModelDeploymentStatus status = new ModelDeploymentStatus();
        status.revisions = List.of(shown);
        model.setStatus(status);
        revisions = List.of(named("gw-v1"));
    }

    private Revision named(String name) {
        Revision r = gateway.revision("v1");
        return new Revision(
                name,
                r.number(),
                r.content(),
                r.sighting(),
                Standing.of(RevisionState.Candidate, Reason.Released, gateway.clock.instant()),
                ServicePeriod.NONE,
                new Declarations(false, true, false),
                ImageBytes.UNKNOWN,
                ChecksumHistory.UNKNOWN);
    }

    private void annotate(String revision) {
        model.getMetadata().setAnnotations(new TreeMap<>(Map.of(Names.RELEASE, revision)));
        FieldsV1 fields = new FieldsV1();
        fields.setAdditionalProperty("f:metadata", Map.of("f:annotations", Map.of("f:" + Names.RELEASE, Map.of())));
        model.getMetadata()
                .setManagedFields(List.of(new ManagedFieldsEntryBuilder()
                        .withManager("kubectl-annotate")
                        .withFieldsV1(fields)
                        .build()));
    }

    private RevisionAudit.Due pass(RecordResult result, List<AuditRow> of) {
        ModelDeploymentStatus next = new ModelDeploymentStatus();
        next.revisions = model.getStatus().revisions;
        RevisionAudit.Due due = RevisionAudit.advance(
                model, next, revisions, result == null ? null : new RevisionAudit.Came(of, result));
        model.setStatus(next);
        return due;
    }

    private static RecordResult came(StepState state) {
        return new RecordResult(state, Reason.Audited, "");
    }

    @Test
    void nothing_was_said_and_nothing_stands_in_the_status() {
        assertThat(pass(null, null).rows()).isEmpty();
        assertThat(model.getStatus().audit).isNull();
        annotate("another");
        assertThat(pass(null, null).rows()).isEmpty();
        assertThat(model.getStatus().audit).isNull();
    }

    @Test
    void a_release_waits_until_the_ledger_has_it_and_is_told_once() {
        annotate("gw-v1");
        RevisionAudit.Due due = pass(null, null);
        assertThat(due.rows()).singleElement().satisfies(row -> {
            assertThat(row.actor()).isEqualTo("Person");
            assertThat(row.way()).isEqualTo("KubernetesAPI");
            assertThat(row.action()).isEqualTo("release");
            assertThat(row.reason()).isEqualTo("Released");
            assertThat(row.at()).isEqualTo(gateway.clock.instant());
            assertThat(row.before()).isEqualTo("{\"revision\":\"gw-v1\",\"state\":\"Quarantined\"}");
            assertThat(row.after())
                    .isEqualTo(
                            "{\"fieldManager\":\"kubectl-annotate\",\"revision\":\"gw-v1\",\"state\":\"Candidate\"}");
        });
        RevisionAudit.Due away = pass(came(StepState.Pending), due.rows());
        assertThat(away.rows()).isEqualTo(due.rows());
        assertThat(away.recheck()).isEqualTo(Duration.ofMinutes(1));

        // The revision has earned Good meanwhile: the row is still owed.
        revisions = List.of();
        assertThat(pass(null, null).rows()).isEqualTo(due.rows());
        assertThat(pass(came(StepState.Done), due.rows()).rows()).isEmpty();
        assertThat(model.getStatus().audit).isNull();
    }

    @Test
    void what_is_recorded_is_not_told_again_and_a_later_release_is_another_one() {
        annotate("gw-v1");
        RevisionAudit.Due due = pass(null, null);
        assertThat(pass(came(StepState.Done), due.rows()).rows()).isEmpty();
        assertThat(model.getStatus().audit.pending).isEmpty();
        assertThat(pass(null, null).recheck()).isNull();

        gateway.passes(Duration.ofMinutes(1));
        revisions = List.of(named("gw-v1"));
        assertThat(pass(null, null).rows()).singleElement().satisfies(row -> assertThat(row.id())
                .isNotEqualTo(due.rows().get(0).id()));
    }

    @Test
    void without_a_ledger_nothing_is_owed() {
        annotate("gw-v1");
        RevisionAudit.Due due = pass(null, null);
        assertThat(pass(came(StepState.Skipped), due.rows()).rows()).isEmpty();
        assertThat(pass(null, null).rows()).isEmpty();
    }
}
