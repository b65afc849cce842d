package dev.lastgood.record;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.incident.RecordResult;
import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;

/**
 * What a failure of Postgres means for a step, by its SQLSTATE
 * (<a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">appendix A of the manual</a>).
 *
 * @param result what the step says
 * @param kind what is to be thought of the database from now on
 */
record SqlTrouble(RecordResult result, Kind kind) {

    /** What is to be thought of the database. */
    enum Kind {
        /** Nothing: it is this statement's own trouble. */
        STATEMENT,
        /** It is gone; connect and check again. */
        GONE,
        /** It is not as it was or must be; check again. */
        CHANGED
    }

    private static final Set<String> LOGIN = Set.of("28000", "28P01", "3D000");
    private static final Set<String> MISSING = Set.of("3F000", "42P01", "42703");

    /**
     * @param shown host and database
     * @param role the login that runs
     * @param tables for the grant that is missing; null before they are known
     */
    static SqlTrouble of(SQLException failure, String shown, String role, ExternalSchema tables) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String said = said(failure);
        if (LOGIN.contains(state)) {
            // Pending, not Failed: a password in rotation is right again without anybody touching the incident.
            return new SqlTrouble(
                    new RecordResult(
                            StepState.Pending,
                            Reason.DatabaseMisconfigured,
                            text("Postgres at " + shown + " refuses the login: " + said
                                    + ". Check lastgood.database.url, .username and .password")),
                    Kind.CHANGED);
        }
        if (state.equals("42501")) {
            return failed(said + ". As the owner, " + cure(said, role, tables), Kind.CHANGED);
        }
        if (MISSING.contains(state)) {
            // Checked (and, where it is ours, migrated) before the next try; that says whose it is.
            return pending("Postgres at " + shown + " is not as it was: " + said, Kind.CHANGED);
        }
        if (state.equals("57014") || state.equals("55P03")) {
            return pending(
                    "Postgres took too long (" + said + "): another session holds a lock, or an index is missing",
                    Kind.STATEMENT);
        }
        if (state.startsWith("40")) {
            return pending("Postgres asks to try again: " + said, Kind.STATEMENT);
        }
        if (state.startsWith("22") || state.startsWith("23") || state.startsWith("428")) {
            return failed("The table does not take what Lastgood writes: " + said, Kind.STATEMENT);
        }
        if (state.isEmpty()
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("58")
                || state.equals("25006")
                || state.startsWith("99")) {
            return pending("Postgres at " + shown + " is not available: " + said, Kind.GONE);
        }
        return new SqlTrouble(
                new RecordResult(
                        StepState.Failed, Reason.InternalError, text("Postgres: " + said + " (" + state + ")")),
                Kind.STATEMENT);
    }

    private static String cure(String said, String role, ExternalSchema tables) {
        if (said.contains("row-level security")) {
            return "add a policy that lets role " + SqlName.quoted(role) + " insert and see its rows (db/grants.sql)";
        }
        if (tables == null || said.contains("schema")) {
            return "grant role " + SqlName.quoted(role) + " what db/grants.sql lists, and USAGE on the schema";
        }
        return "run " + tables.grantFor(said, role);
    }

    private static SqlTrouble pending(String message, Kind kind) {
        return new SqlTrouble(new RecordResult(StepState.Pending, Reason.DatabaseUnavailable, text(message)), kind);
    }

    private static SqlTrouble failed(String message, Kind kind) {
        return new SqlTrouble(new RecordResult(StepState.Failed, Reason.DatabaseMisconfigured, text(message)), kind);
    }

    /** The server's primary message only: its detail repeats whole rows. */
    static String said(SQLException failure) {
        if (failure instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
            return postgres.getServerErrorMessage().getMessage();
        }
        return String.valueOf(failure.getMessage());
    }

    private static String text(String message) {
        return StoredText.of(message, 1000);
    }
}
