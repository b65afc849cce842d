package dev.lastgood.act;

import static dev.lastgood.act.QuarantineScene.INCIDENT;
import static dev.lastgood.act.QuarantineScene.NOW;
import static dev.lastgood.act.QuarantineScene.blamedContainer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.Lastgood;
import dev.lastgood.api.RevisionState;
import dev.lastgood.decide.Blame;
import dev.lastgood.decide.Reason;
import dev.lastgood.decide.Revision;
import dev.lastgood.kube.AuditLog;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Eventually;
import dev.lastgood.kube.RealApiServer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The patches of a ControllerRevision; what they lead to is in {@link QuarantinePolicyIT}. */
@RealApiServer
class QuarantineIT {

    private static final JsonNode DATA = QuarantineScene.template("{\"containers\":[]}");
    private static final Blame NOTHING = Blame.between(DATA, DATA, Set.of());

    private final QuarantineScene scene = new QuarantineScene();
    private final Quarantine quarantine = new Quarantine(ControlPlane.shared().client());

    @Test
    void oneWriteSaysAllOfIt() {
        Revision suspect = scene.snapshot(DATA);
        AuditLog audit = ControlPlane.shared().audit().fromNow();

        QuarantineOutcome outcome = scene.impose(suspect, blamedContainer("gateway"));

        assertThat(outcome.kind()).isEqualTo(QuarantineOutcome.Kind.Done);
        assertThat(outcome.keptOut()).isTrue();
        assertThat(stored(suspect).getLabels())
                .containsEntry(Lastgood.QUARANTINED, "true")
                .containsEntry(Lastgood.WORKLOAD, "Deployment.gateway");
        assertThat(stored(suspect).getAnnotations())
                .containsEntry(Lastgood.STATE, "Quarantined")
                .containsEntry(Lastgood.STATE_BEFORE, "Candidate")
                .containsEntry(Lastgood.SINCE, NOW.toString())
                .containsEntry(Lastgood.REASON, "RolledBack")
                .containsEntry(Lastgood.INCIDENT, INCIDENT)
                .containsEntry(Lastgood.BLAMED_CONTAINERS, "gateway")
                .containsEntry(Lastgood.REVISION_VERSION, "v2")
                .doesNotContainKeys(Lastgood.BLAMED_VOLUMES, Lastgood.AVAILABLE_SINCE);
        Eventually.eventually("audited", () -> assertThat(audit.entries().stream()
                        .filter(entry -> entry.uri().contains("fieldManager=" + ApiPatcher.FIELD_MANAGER))
                        .filter(entry -> entry.namespace().equals(scene.namespace))
                        .map(AuditLog.Entry::verb))
                .containsExactly("patch"));
    }

    @Test
    void anEmptyDifferenceQuarantinesNothingButTheRevisionIsMarked() {
        Revision suspect = scene.snapshot(DATA);

        QuarantineOutcome outcome = scene.impose(suspect, NOTHING);

        assertThat(outcome.kind()).isEqualTo(QuarantineOutcome.Kind.Done);
        assertThat(outcome.keptOut()).isFalse();
        assertThat(outcome.message()).contains("nothing keeps it out");
        assertThat(stored(suspect).getLabels()).doesNotContainKey(Lastgood.QUARANTINED);
        assertThat(stored(suspect).getAnnotations()).containsEntry(Lastgood.STATE, "Quarantined");
    }

    @Test
    void ofTwoIncidentsThatRaceTheSecondIsToldToLookAgain() {
        Revision suspect = scene.snapshot(DATA);
        scene.impose(suspect, blamedContainer("gateway"));

        QuarantineOutcome second = quarantine.impose(
                scene.namespace, suspect, blamedContainer("other"), "another", "RolledBack", NOW.plusSeconds(1));

        assertThat(second.kind()).isEqualTo(QuarantineOutcome.Kind.Changed);
        assertThat(second.reason()).isEqualTo(Reason.ChangedMeanwhile);
        assertThat(stored(suspect).getAnnotations())
                .containsEntry(Lastgood.INCIDENT, INCIDENT)
                .containsEntry(Lastgood.BLAMED_CONTAINERS, "gateway");
    }

    @Test
    void whatTheRevisionWasBeforeTheIncidentIsKeptWhenTheIncidentHadTakenItsGoodness() {
        Revision good = scene.snapshot(DATA);
        scene.impose(good, NOTHING);
        Revision suspected =
                QuarantineScene.revision(good.name(), RevisionState.Quarantined, INCIDENT, RevisionState.Good);

        scene.impose(suspected, blamedContainer("gateway"));

        assertThat(stored(good).getAnnotations()).containsEntry(Lastgood.STATE_BEFORE, "Good");
    }

    @Test
    void aLaterBlameLeavesNothingOfTheOneBefore() {
        Revision suspect = scene.snapshot(DATA);
        scene.impose(suspect, blamedContainer("gateway"));
        Revision again =
                QuarantineScene.revision(suspect.name(), RevisionState.Quarantined, INCIDENT, RevisionState.Good);

        scene.impose(again, NOTHING);

        assertThat(stored(suspect).getLabels()).doesNotContainKey(Lastgood.QUARANTINED);
        assertThat(stored(suspect).getAnnotations()).doesNotContainKey(Lastgood.BLAMED_CONTAINERS);
    }

    @Test
    void aRevisionThatAnotherIncidentHoldsByNowIsNotLifted() {
        Revision suspect = scene.snapshot(DATA);
        scene.impose(suspect, blamedContainer("gateway"));
        Revision seen = QuarantineScene.revision(
                suspect.name(), RevisionState.Quarantined, "an earlier one", RevisionState.Good);

        QuarantineOutcome outcome = quarantine.lift(
                scene.namespace, seen, QuarantineScene.revision(suspect.name(), RevisionState.Good, null, null));

        assertThat(outcome.kind()).isEqualTo(QuarantineOutcome.Kind.Changed);
        assertThat(stored(suspect).getLabels()).containsEntry(Lastgood.QUARANTINED, "true");
    }

    @Test
    void aRevisionThatIsGoneIsAnOutcomeAndNoException() {
        Revision gone = QuarantineScene.revision("gone", RevisionState.Candidate, null, null);

        QuarantineOutcome outcome = scene.impose(gone, blamedContainer("gateway"));

        assertThat(outcome.kind()).isEqualTo(QuarantineOutcome.Kind.Refused);
        assertThat(outcome.message()).contains("gone");
    }

    private ObjectMeta stored(Revision revision) {
        return scene.stored(revision).getMetadata();
    }
}
