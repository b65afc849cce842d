package dev.lastgood.record;

import dev.lastgood.decide.incident.StepId;
import dev.lastgood.decide.task.IncidentAttempt;
import dev.lastgood.decide.task.IncidentFacts;
import dev.lastgood.decide.task.Provenance;
import dev.lastgood.decide.task.SuspectRevision;
import dev.lastgood.decide.task.SuspectedFault;
import java.time.Instant;

/** An incident of the model {@code pricing}, detected at 10:00, with as much known as a test says. */
record Incident(String uid, int attempt, String traceId, String runId, String suspectVersion, long epoch) {

    static final Instant DETECTED = Instant.parse("2026-11-23T10:00:00Z");
    static final String BEFORE = "2026-11-23T09:00:00Z";
    static final String EARLIER = "2026-11-23T08:00:00Z";
    static final String AFTER = "2026-11-23T10:00:01Z";

    static Incident of(String uid) {
        return new Incident(uid, 1, null, null, null, 1);
    }

    Incident trace(String id) {
        return new Incident(uid, attempt, id, runId, suspectVersion, epoch);
    }

    Incident run(String id) {
        return new Incident(uid, attempt, traceId, id, suspectVersion, epoch);
    }

    Incident version(String version) {
        return new Incident(uid, attempt, traceId, runId, version, epoch);
    }

    Incident leader(long number) {
        return new Incident(uid, attempt, traceId, runId, suspectVersion, number);
    }

    Incident attempt(int number) {
        return new Incident(uid, number, traceId, runId, suspectVersion, epoch);
    }

    StepId step(String name) {
        return new StepId(uid, attempt, name);
    }

    IncidentFacts facts() {
        return new IncidentFacts(
                new IncidentAttempt(uid, "ai", "quotes", attempt),
                "pricing",
                new SuspectedFault("Hallucination", "Sev1", DETECTED),
                new SuspectRevision("pricing-6c9f41d2aa", suspectVersion, "pricing-restored"),
                new Provenance(traceId, runId, null, null),
                epoch);
    }
}
