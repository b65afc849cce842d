package dev.lastgood.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.suite.Slow;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@Slow
class KnownIncidentsTest {

    private final RunbookDatabase database = RunbookDatabase.create();
    private final IncidentRecords before = new IncidentRecords(database.config());
    private final IncidentRecords after = new IncidentRecords(database.config());

    @AfterEach
    void close() {
        before.close();
        after.close();
    }

    @Test
    void theSameNameAndAttemptUnderAnotherUidIsOld() {
        Incident first = Incident.of("first");
        before.recordEvidence(first.step("evidence"), first.facts());
        assertThat(after.known("ai", "quotes", 1, "second", List.of())).isFalse();
        assertThat(after.loadKnown()).extracting(RecordResult::state).isEqualTo(StepState.Done);
        for (IncidentRecords operator : new IncidentRecords[] {before, after}) {
            assertThat(operator.known("ai", "quotes", 1, "second", List.of())).isTrue();
            assertThat(operator.known("ai", "quotes", 1, "first", List.of()))
                    .as("its own")
                    .isFalse();
            assertThat(operator.known("ai", "quotes", 2, "second", List.of()))
                    .as("another attempt")
                    .isFalse();
            assertThat(operator.known("ai2", "quotes", 1, "second", List.of()))
                    .as("another namespace")
                    .isFalse();
        }
    }

    @Test
    void anIncidentThatWasActedOnIsOldForItsOwnUidAfterARestart() {
        Incident incident = Incident.of("first");
        before.recordRollback(incident.step("record"), incident.facts(), "v2", "v1", "why", Incident.DETECTED);
        assertThat(before.known("ai", "quotes", 1, "first", List.of()))
                .as("in the middle of it")
                .isFalse();
        after.loadKnown();
        assertThat(after.known("ai", "quotes", 1, "first", List.of())).isTrue();
    }

    @Test
    void aFileThatIsAppliedAgainForAnotherRevisionIsNew() {
        Incident first = Incident.of("first");
        before.recordEvidence(first.step("evidence"), first.facts());
        after.loadKnown();
        for (IncidentRecords operator : new IncidentRecords[] {before, after}) {
            assertThat(isKnown(operator, "pricing-6c9f41d2aa"))
                    .as("the suspect serves")
                    .isTrue();
            assertThat(isKnown(operator, "pricing-restored"))
                    .as("what was restored serves")
                    .isTrue();
            assertThat(isKnown(operator, "pricing-restored", "pricing-6c9f41d2aa"))
                    .isTrue();
            assertThat(isKnown(operator, "pricing-next"))
                    .as("another one serves")
                    .isFalse();
            assertThat(isKnown(operator, "pricing-restored", "pricing-next"))
                    .as("another one is rolled out")
                    .isFalse();
        }
    }

    @Test
    void anIncidentOfAnOlderVersionIsAboutAnyRevision() {
        before.checkHealth();
        database.execute("INSERT INTO lastgood.incident (uid, attempt, namespace, name, model_id, fencing_epoch)"
                + " VALUES ('first', 1, 'ai', 'quotes', 'pricing', 1)");
        after.loadKnown();
        assertThat(isKnown(after, "pricing-next")).isTrue();
    }

    @Test
    void aLeaseThatBeginsToCountAnewIsNoStaleLeader() {
        Incident open = Incident.of("first").leader(7);
        assertThat(before.recordEvidence(open.step("evidence"), open.facts())
                        .result()
                        .state())
                .isEqualTo(StepState.Done);
        assertThat(after.term(9)).isEqualTo(9);
        Incident refused = open.leader(0);
        assertThat(after.failRun(refused.step("x"), UUID.randomUUID(), "why", refused.facts())
                        .message())
                .contains("newer leader");
        after.loadKnown();
        assertThat(after.term(7)).isEqualTo(7);
        assertThat(after.term(9)).isEqualTo(9);
        Incident taken = open.leader(after.term(0));
        assertThat(taken.epoch()).isEqualTo(8);
        assertThat(after.recordEvidence(taken.step("evidence"), taken.facts())
                        .result()
                        .state())
                .isEqualTo(StepState.Done);
        assertThat(before.recordEvidence(open.step("evidence"), open.facts())
                        .result()
                        .message())
                .as("the leader of before")
                .contains("newer leader");
    }

    private static boolean isKnown(IncidentRecords operator, String... revisions) {
        return operator.known("ai", "quotes", 1, "second", List.of(revisions));
    }

    @Test
    void aHundredThousandAreLoadedInOneGo() {
        before.checkHealth();
        database.execute("INSERT INTO lastgood.incident (uid, attempt, namespace, name, model_id, fencing_epoch)"
                + " SELECT 'uid-' || i, 1, 'ns-' || i % 50, 'incident-' || i, 'pricing', 1"
                + " FROM generate_series(1, 100000) i");
        assertThat(after.loadKnown().message()).startsWith("100000 incidents");
        for (int i = 1; i <= 100_000; i++) {
            String namespace = "ns-" + i % 50;
            assertThat(after.known(namespace, "incident-" + i, 1, "other", List.of()))
                    .isTrue();
            assertThat(after.known(namespace, "incident-" + i, 1, "uid-" + i, List.of()))
                    .isFalse();
            assertThat(after.known(namespace, "incident-" + i, 2, "other", List.of()))
                    .isFalse();
        }
    }
}
