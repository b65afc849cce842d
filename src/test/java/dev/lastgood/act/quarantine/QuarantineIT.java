package dev.lastgood.act.quarantine;

import static dev.lastgood.act.quarantine.QuarantineScene.INCIDENT;
import static dev.lastgood.act.quarantine.QuarantineScene.NOW;
import static dev.lastgood.act.quarantine.QuarantineScene.succeeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.kube.AuditLog;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Eventually;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The writes of a quarantine; what they lead to is in {@link QuarantinePolicyIT}. */
@RealApiServer
class QuarantineIT {

    private static final JsonNode DATA = QuarantineScene.template("{\"containers\":[]}");

    private final QuarantineScene scene = new QuarantineScene();
    private final QuarantineStore quarantine =
            new QuarantineStore(ControlPlane.shared().client());

    @Test
    void oneSmallRequestKeepsARevisionOut() {
        ObjectNode large = DATA.deepCopy();
        large.withObject("/configMaps/prompts/data").put("system", "x".repeat(500_000));
        Revision suspect = scene.snapshot(large);
        AuditLog audit = ControlPlane.shared().audit().fromNow();

        QuarantineOutcome outcome = scene.impose(suspect, "gateway");

        assertThat(outcome.kind()).isEqualTo(QuarantineOutcome.Kind.Done);
        assertThat(outcome.keptOut()).isTrue();
        Quarantine made = scene.quarantineOf(suspect);
        assertThat(made.getMetadata().getLabels()).containsOnly(entry(Names.QUARANTINED_TEMPLATE, "true"));
        assertThat(made.getSpec().workload.kind).isEqualTo(WorkloadKind.Deployment);
        assertThat(made.getSpec().workload.name).isEqualTo("gateway");
        assertThat(made.getSpec().version).isEqualTo("v2");
        assertThat(made.getSpec().since).isEqualTo(NOW.toString());
        assertThat(made.getSpec().reason).isEqualTo("RolledBack");
        assertThat(made.getSpec().incident).isEqualTo(INCIDENT);
        assertThat(made.getSpec().blamed).isEqualTo("container gateway");
        assertThat(Json.bytes(Json.tree(made.getSpec()))).hasSizeLessThan(1000);
        assertThat(requests(audit)).containsExactly("create " + suspect.name());
    }

    /** What we wrote of revisions, in the order of the answers. */
    private List<String> requests(AuditLog audit) {
        List<String> requests = new ArrayList<>();
        // The server writes an entry as it finishes the answer: one that is asked for last is there last.
        String last = scene.namespace + "-last";
        assertThat(ControlPlane.shared().client().namespaces().withName(last).get())
                .isNull();
        Eventually.eventually("audited", () -> assertThat(audit.entries())
                .anyMatch(e -> e.name().equals(last)));
        audit.entries().stream()
                .filter(e -> (e.resource().equals("quarantines") || e.resource().equals("controllerrevisions"))
                        && e.namespace().equals(scene.namespace))
                .filter(e -> e.user().equals("admin") && !e.verb().equals("get"))
                .forEach(e -> requests.add(e.verb() + " " + e.name() + (e.uri().contains("dryRun") ? " dry" : "")));
        return requests;
    }

    @Test
    void anEmptyDifferenceQuarantinesNothingButTheRevisionIsMarked() {
        Revision suspect = scene.snapshot(DATA);

        QuarantineOutcome outcome = scene.impose(suspect, DATA, DATA);

        assertThat(outcome.kind()).isEqualTo(QuarantineOutcome.Kind.Done);
        assertThat(outcome.keptOut()).isFalse();
        assertThat(outcome.message()).contains("nothing keeps it out");
        assertThat(scene.quarantineOf(suspect)).isNull();
        assertThat(annotations(suspect))
                .containsEntry(Names.STATE, "Quarantined")
                .containsEntry(Names.STATE_BEFORE, "Candidate")
                .containsEntry(Names.SINCE, NOW.toString())
                .containsEntry(Names.REASON, "RolledBack")
                .containsEntry(Names.INCIDENT, INCIDENT);
    }

    @Test
    void whereTheApiServerWantsNoQuarantineTheRevisionIsMarkedAndTheRollbackGoesOn() {
        Revision suspect = scene.snapshot(DATA);
        succeeds(scene.run("create", "quota", "full", "--hard=count/quarantines.lastgood.dev=0"));
        // The controller takes more than a minute to count a kind that has just been installed.
        String counted = "\"count/quarantines.lastgood.dev\":\"0\"";
        succeeds(scene.run(
                "patch",
                "quota",
                "full",
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"hard\":{" + counted + "},\"used\":{" + counted + "}}}"));

        QuarantineOutcome outcome = scene.impose(suspect, "gateway");

        assertThat(outcome.kind()).isEqualTo(QuarantineOutcome.Kind.Done);
        assertThat(outcome.keptOut()).isFalse();
        assertThat(outcome.message()).contains("nothing keeps it out", "exceeded quota");
        assertThat(annotations(suspect)).containsEntry(Names.STATE, "Quarantined");
    }

    @Test
    void doneBeforeItIsNotDoneAgain() {
        Revision suspect = scene.snapshot(DATA);
        scene.impose(suspect, "gateway");
        String version = scene.quarantineOf(suspect).getMetadata().getResourceVersion();

        QuarantineOutcome again = scene.impose(suspect, "gateway");

        assertThat(again.keptOut()).isTrue();
        assertThat(scene.quarantineOf(suspect).getMetadata().getResourceVersion())
                .isEqualTo(version);
    }

    @Test
    void aLaterBlameTakesThePlaceOfTheOneBefore() {
        Revision suspect = scene.snapshot(DATA);
        scene.impose(suspect, "gateway");
        String first = scene.quarantineOf(suspect).getMetadata().getUid();

        QuarantineOutcome again = scene.impose(suspect, "other");

        assertThat(again.keptOut()).isTrue();
        assertThat(scene.quarantineOf(suspect).getSpec().template)
                .singleElement()
                .satisfies(part -> assertThat(part.name).isEqualTo("other"));
        assertThat(scene.quarantineOf(suspect).getMetadata().getUid())
                .as("never a moment without one")
                .isEqualTo(first);
    }

    @Test
    void itIsLetInByTheGuardThenTheQuarantineThenTheState() {
        Revision seen = marked(scene.snapshot(DATA), RevisionState.Candidate);
        scene.impose(seen, "gateway");
        AuditLog audit = ControlPlane.shared().audit().fromNow();

        QuarantineOutcome outcome = quarantine.lift(scene.namespace, seen, free(seen));

        assertThat(outcome.kind()).isEqualTo(QuarantineOutcome.Kind.Done);
        assertThat(requests(audit))
                .containsExactly(
                        "patch " + seen.name() + " dry",
                        "delete " + seen.name(),
                        "delete " + seen.name() + "-quarantine",
                        "patch " + seen.name());
        assertThat(scene.quarantineOf(seen)).isNull();
        assertThat(annotations(seen)).containsEntry(Names.STATE, "Good").doesNotContainKey(Names.INCIDENT);

        QuarantineOutcome again = quarantine.lift(scene.namespace, seen, free(seen));
        assertThat(again.kind()).isEqualTo(QuarantineOutcome.Kind.Changed);
    }

    @Test
    void oneThatWasCutOffOnItsWayInComesIn() {
        Revision seen = marked(scene.snapshot(DATA), RevisionState.Candidate);

        assertThat(quarantine.lift(scene.namespace, seen, free(seen)).kind()).isEqualTo(QuarantineOutcome.Kind.Done);
        assertThat(annotations(seen)).containsEntry(Names.STATE, "Good");
    }

    @Test
    void aRevisionThatAnotherIncidentHoldsByNowIsNotLifted() {
        Revision suspect = marked(scene.snapshot(DATA), RevisionState.Candidate);
        scene.impose(suspect, "gateway");
        Revision seen = QuarantineScene.revision(
                suspect.name(), RevisionState.Quarantined, "an earlier one", RevisionState.Good);

        QuarantineOutcome outcome = quarantine.lift(scene.namespace, seen, free(seen));

        assertThat(outcome.kind()).isEqualTo(QuarantineOutcome.Kind.Changed);
        assertThat(outcome.reason()).isEqualTo(Reason.ChangedMeanwhile);
        assertThat(scene.quarantineOf(suspect)).isNotNull();
    }

    @Test
    void anotherIncidentAnswersForItFromNowOn() {
        Revision suspect = scene.snapshot(DATA);
        scene.impose(suspect, "gateway");

        quarantine.answers(scene.namespace, suspect.name(), "another");
        quarantine.answers(scene.namespace, "gone", "another");

        assertThat(scene.quarantineOf(suspect).getSpec().incident).isEqualTo("another");
    }

    @Test
    void aRevisionThatIsGoneIsAnOutcomeAndNoException() {
        Revision gone = QuarantineScene.revision("gone-a", RevisionState.Candidate, null, null);

        QuarantineOutcome outcome = scene.impose(gone, DATA, DATA);

        assertThat(outcome.kind()).isEqualTo(QuarantineOutcome.Kind.Refused);
        assertThat(outcome.message()).contains("gone");
    }

    /** As it is once its annotations say it, too. */
    private Revision marked(Revision suspect, RevisionState before) {
        scene.impose(suspect, DATA, DATA);
        return QuarantineScene.revision(suspect.name(), RevisionState.Quarantined, INCIDENT, before);
    }

    private static Revision free(Revision seen) {
        return QuarantineScene.revision(seen.name(), RevisionState.Good, null, null);
    }

    private Map<String, String> annotations(Revision revision) {
        return scene.stored(revision).getMetadata().getAnnotations();
    }
}
