package dev.lastgood.record;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.config.DatabaseConfig;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.PromptEvidence;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.incident.StepId;
import dev.lastgood.decide.run.RunRecord;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.decide.task.EvidenceRow;
import dev.lastgood.decide.task.IncidentFacts;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What Lastgood writes about an incident in Postgres, and what it reads there. Each method is one transaction, marked with
 * its step id: called again, after a crash or by two threads at once, it has its effect once and says the same. Nothing is
 * thrown: trouble with the database is a {@link RecordResult} (Pending: try again; Failed: a person must see to it;
 * Skipped: there is no database). Everything but {@link #known} and {@link #health} blocks, at most as long as the timeouts
 * of {@link DatabaseConfig} allow, and belongs on a worker thread.
 */
@Singleton
public final class IncidentRecords {

    private final Database database;
    private final KnownIncidents known = new KnownIncidents();
    private volatile long newestTerm;

    /** Connects to nothing yet. */
    @Inject
    public IncidentRecords(DatabaseConfig config) {
        this.database = new Database(config);
    }

    /**
     * Registers the incident, identifies the failed run and reads the evidence from before detection, all pinned: a second
     * call answers with what the first one found.
     *
     * @return Done with reason Captured, or RunNotIdentified (there is evidence, and no run may be touched)
     */
    public EvidenceResult recordEvidence(StepId id, IncidentFacts facts) {
        remember(facts);
        return database.transact(
                session -> {
                    Ledger ledger = new Ledger(session);
                    Optional<RecordResult> stale = ledger.register(facts);
                    if (stale.isPresent()) {
                        return new EvidenceResult(stale.get(), null);
                    }
                    Optional<RecordResult> before = ledger.done(id.toString());
                    if (before.isPresent()) {
                        return new EvidenceResult(
                                before.get(), ledger.pinned(facts).with(new ModelRunTable(session).newest(facts)));
                    }
                    return capture(session, ledger, id, facts);
                },
                trouble -> new EvidenceResult(trouble, null));
    }

    private static EvidenceResult capture(Database.Session session, Ledger ledger, StepId id, IncidentFacts facts)
            throws SQLException {
        Savepoint registered = session.connection().setSavepoint();
        try {
            ModelRunTable.Identified run = new ModelRunTable(session).identify(facts);
            PromptEvidence evidence =
                    new PromptTable(session).newest(facts, run.id()).with(new ModelRunTable(session).newest(facts));
            ledger.pin(facts, evidence);
            String digest = evidence.promptDigest() == null
                    ? "no prompt from before detection was found"
                    : "the newest prompt from before detection is " + evidence.promptDigest();
            RecordResult result = run.id() == null
                    ? ledger.done(id.toString(), facts, Reason.RunNotIdentified, run.why() + "; " + digest)
                    : ledger.done(
                            id.toString(),
                            facts,
                            Reason.Captured,
                            "Run " + run.id() + " (" + run.why() + "); " + digest);
            return new EvidenceResult(result, evidence);
        } catch (SQLException e) {
            // Whatever is wrong with their tables, the ledger must know that this incident exists.
            session.connection().rollback(registered);
            session.connection().commit();
            throw e;
        }
    }

    /**
     * Marks the failed run. A run of another model and our own rollbacks are refused.
     *
     * @param runId as identified by {@link #recordEvidence}; null is Skipped
     * @param errorMessage for whoever looks at the run; bounded here
     * @return Done with RunMarkedFailed, or with RunAlreadyFailed (the row is left as it was); Failed with RunNotFound
     */
    public RecordResult failRun(StepId id, UUID runId, String errorMessage, IncidentFacts facts) {
        if (runId == null) {
            return new RecordResult(
                    StepState.Skipped, Reason.RunNotIdentified, "No failed run was identified; none is touched");
        }
        return once(id.toString(), facts, (session, ledger) -> {
            RecordResult result = new ModelRunTable(session).fail(runId, errorMessage, facts);
            if (result.state() != StepState.Done) {
                return result;
            }
            ledger.acted(facts);
            return ledger.done(id.toString(), facts, result.reason(), result.message());
        });
    }

    /**
     * Inserts a row of our own for the rollback: action rollback, status processing, under {@link #rollbackRow}.
     *
     * @param fromVersion for the ledger's message; null where it is not known
     * @param toVersion the row's target_version; null where it is not known
     * @param reason why, for whoever looks at the runs; bounded here
     */
    public RecordResult recordRollback(
            StepId id, IncidentFacts facts, String fromVersion, String toVersion, String reason, Instant startedAt) {
        return once(id.toString(), facts, (session, ledger) -> {
            UUID row = rollbackRow(id);
            if (!new ModelRunTable(session).insertRollback(row, facts, toVersion, reason, startedAt)) {
                return new RecordResult(
                        StepState.Failed,
                        Reason.DatabaseMisconfigured,
                        "The rollback has no row in " + session.tables().runs().name()
                                + ": another row has the same value in a unique column, or row-level security hides ours");
            }
            ledger.acted(facts);
            String versions = fromVersion == null && toVersion == null
                    ? ""
                    : " from " + StoredText.of(String.valueOf(fromVersion), 100) + " to "
                            + StoredText.of(String.valueOf(toVersion), 100);
            return ledger.done(
                    id.toString(), facts, Reason.Recorded, "The rollback" + versions + " stands as run " + row);
        });
    }

    /**
     * Ends the row of {@link #recordRollback}. Somebody else's end of that row is left as it is.
     *
     * @param id the step id that recordRollback was given
     * @param errorMessage why it failed; not used if it succeeded
     * @return Pending while recordRollback has not been done
     */
    public RecordResult finishRollback(
            StepId id, IncidentFacts facts, boolean succeeded, String errorMessage, Instant at) {
        String finish = id + "/finish";
        return once(finish, facts, (session, ledger) -> {
            if (ledger.done(id.toString()).isEmpty()) {
                return new RecordResult(
                        StepState.Pending, Reason.RunNotFound, "The rollback's own row has not been written yet");
            }
            UUID row = rollbackRow(id);
            ModelRunTable runs = new ModelRunTable(session);
            String end = succeeded ? "succeeded" : "failed";
            if (runs.finish(row, succeeded, errorMessage, at)) {
                return ledger.done(finish, facts, Reason.Recorded, "Run " + row + " is marked " + end);
            }
            Optional<String> status = runs.status(row);
            if (status.isEmpty()) {
                return new RecordResult(
                        StepState.Failed,
                        Reason.RunNotFound,
                        "Run " + row + " was not marked " + end + ": either somebody deleted it from "
                                + session.tables().runs().name() + ", or row-level security hides it from role "
                                + SqlName.quoted(session.role()));
            }
            if (status.get().equals("processing")) {
                return new RecordResult(
                        StepState.Failed,
                        Reason.DatabaseMisconfigured,
                        "Run " + row + " can be read but not changed: row-level security on "
                                + session.tables().runs().name() + " has no UPDATE policy for role "
                                + SqlName.quoted(session.role()));
            }
            return ledger.done(
                    finish, facts, Reason.Recorded, "Run " + row + " was " + status.get() + " already; it is left so");
        });
    }

    /**
     * Has the model reviewed for bias: its newest pending review is moved to {@code due} unless it is earlier, else one is
     * made.
     *
     * @param runId the run that it is about, or null; one that is not in the table of runs is left out
     * @return Done with BiasReviewMoved or BiasReviewScheduled
     */
    public RecordResult biasReview(
            StepId id, IncidentFacts facts, Instant due, List<String> stakeholders, String checklistUrl, UUID runId) {
        return once(id.toString(), facts, (session, ledger) -> {
            BiasReviewTable reviews = new BiasReviewTable(session);
            UUID known =
                    runId != null && new ModelRunTable(session).status(runId).isPresent() ? runId : null;
            UUID fresh = UUID.nameUUIDFromBytes(("bias-review/" + facts.uid()).getBytes(StandardCharsets.UTF_8));
            BiasReviewTable.Review review = reviews.bring(new BiasReviewTable.Draft(
                    fresh,
                    facts.modelId(),
                    due,
                    new ReviewChecklist(stakeholders, checklistUrl),
                    new BiasReviewTable.Cause(known, facts.provenance().traceId())));
            ledger.acted(facts);
            return ledger.done(
                    id.toString(),
                    facts,
                    review.moved() ? Reason.BiasReviewMoved : Reason.BiasReviewScheduled,
                    "Review " + review.id() + " is due " + review.due());
        });
    }

    /**
     * Writes the audit and the row of the evidence register; what stands there already is left as it is.
     *
     * @param register null: there is none yet
     * @return Done with Audited
     */
    public RecordResult account(IncidentFacts facts, List<AuditRow> rows, EvidenceRow register) {
        return database.transact(
                session -> {
                    Optional<RecordResult> stale = new Ledger(session).register(facts);
                    if (stale.isPresent()) {
                        return stale.get();
                    }
                    Accounts accounts = new Accounts(session);
                    accounts.add(AuditSubject.of(facts), rows);
                    if (register != null) {
                        accounts.put(facts, register);
                    }
                    return new RecordResult(
                            StepState.Done, Reason.Audited, rows.size() + " entries stand in the ledger");
                },
                trouble -> trouble);
    }

    /** The connection, for what else is written and read. */
    Database database() {
        return database;
    }

    /**
     * Writes the row of a retrain run as it should be. Called again, late, or by a leader that is none any more, it never
     * takes a row back, and never touches one that is not this run's.
     *
     * @return Done where the row says the run's state, or a later one
     */
    public RecordResult recordRetrain(RunRecord run) {
        return database.transact(session -> new ModelRunTable(session).retrain(run), trouble -> trouble);
    }

    /** Reads a model's newest runs. @return why not, where they cannot be read now */
    public RunHistory runs(String modelId, int limit) {
        return database.transact(
                session -> new RunHistory(null, new ModelRunTable(session).history(modelId, limit)),
                trouble -> new RunHistory(trouble, List.of()));
    }

    /** @return the id of our own row in the table of runs: the same after every restart */
    public static UUID rollbackRow(StepId id) {
        return UUID.nameUUIDFromBytes(id.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads the keys of all incidents in the ledger into memory, for {@link #known}. Once, when this operator becomes the
     * leader; again until it is Done. Takes about 16 MB for 100,000 incidents.
     */
    public RecordResult loadKnown() {
        return database.transact(
                session -> {
                    Ledger ledger = new Ledger(session);
                    newestTerm = Math.max(newestTerm, ledger.newestTerm());
                    return new RecordResult(
                            StepState.Done,
                            Reason.Recorded,
                            ledger.load(known) + " incidents are known from the ledger");
                },
                trouble -> trouble);
    }

    /**
     * Does the ledger know this incident as an old one: its namespace, name and attempt under another uid (a new cluster, a
     * backup, Argo CD re-creating it), or, as of {@link #loadKnown}, under this uid as one for which something was changed (a
     * backup that lost the status)? From memory, never waits. Ask only at first sight, while status holds nothing of ours:
     * an incident that the operator is in the middle of stands in the ledger, too.
     *
     * @param revisions what serves and what is declared, as far as that is known: if one of them is neither the suspect of the old incident
     *     nor what that restored, it is a new fault; empty: any incident of the name is old
     */
    public boolean known(String namespace, String name, int attempt, String uid, Collection<String> revisions) {
        return known.contains(namespace, name, attempt, uid, revisions);
    }

    /**
     * Returns the term of the leader for what it writes: that of its Lease, or a larger one than the ledger has, as of {@link #loadKnown}.
     * A Lease that was deleted begins to count again, and the ledger would refuse what its leader writes.
     */
    public long term(long leaseTransitions) {
        return leaseTransitions >= newestTerm ? leaseTransitions : newestTerm + 1;
    }

    /** @return how Postgres was at its last use. Never waits. */
    public DatabaseHealth health() {
        return database.health();
    }

    /** Connects, migrates and checks if that is not done. @return how Postgres is now */
    public DatabaseHealth checkHealth() {
        database.transact(session -> session, trouble -> null);
        return database.health();
    }

    /** Closes the connections; the operator stops. */
    @PreDestroy
    public void close() {
        database.close();
    }

    private interface Effect {
        RecordResult perform(Database.Session session, Ledger ledger) throws SQLException, MisconfiguredException;
    }

    private void remember(IncidentFacts facts) {
        known.add(
                facts.incident().namespace(),
                facts.incident().name(),
                facts.attempt(),
                facts.uid(),
                false,
                facts.suspect().name(),
                facts.suspect().restored());
    }

    private RecordResult once(String stepId, IncidentFacts facts, Effect effect) {
        remember(facts);
        return database.transact(
                session -> {
                    Ledger ledger = new Ledger(session);
                    Optional<RecordResult> stale = ledger.register(facts);
                    if (stale.isPresent()) {
                        return stale.get();
                    }
                    Optional<RecordResult> before = ledger.done(stepId);
                    return before.isPresent() ? before.get() : effect.perform(session, ledger);
                },
                trouble -> trouble);
    }
}
