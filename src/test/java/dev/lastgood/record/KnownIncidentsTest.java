package dev.lastgood.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.suite.Slow;
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
        assertThat(after.known("ai", "quotes", 1, "second")).isFalse();
        assertThat(after.loadKnown()).extracting(RecordResult::state).isEqualTo(StepState.Done);
        for (IncidentRecords operator : new IncidentRecords[] {before, after}) {
            assertThat(operator.known("ai", "quotes", 1, "second")).isTrue();
            assertThat(operator.known("ai", "quotes", 1, "first")).as("its own").isFalse();
            assertThat(operator.known("ai", "quotes", 2, "second"))
                    .as("another attempt")
                    .isFalse();
            assertThat(operator.known("ai2", "quotes", 1, "second"))
                    .as("another namespace")
                    .isFalse();
        }
    }

    @Test
    void anIncidentThatWasActedOnIsOldForItsOwnUidAfterARestart() {
        Incident incident = Incident.of("first");
        before.recordRollback(incident.step("record"), incident.facts(), "v2", "v1", "why", Incident.DETECTED);
        assertThat(before.known("ai", "quotes", 1, "first"))
                .as("in the middle of it")
                .isFalse();
        after.loadKnown();
        assertThat(after.known("ai", "quotes", 1, "first")).isTrue();
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
            assertThat(after.known(namespace, "incident-" + i, 1, "other")).isTrue();
            assertThat(after.known(namespace, "incident-" + i, 1, "uid-" + i)).isFalse();
            assertThat(after.known(namespace, "incident-" + i, 2, "other")).isFalse();
        }
    }
}
