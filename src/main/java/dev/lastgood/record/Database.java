package dev.lastgood.record;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.config.DatabaseConfig;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.record.DatabaseHealth.State;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.postgresql.Driver;

/**
 * The connection to Postgres: opened at the first use, migrated and checked then, and again after it was gone. Nothing here
 * throws at its caller, and nothing waits longer than the timeouts of {@link DatabaseConfig} add up to.
 */
final class Database implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Database.class);

    /** What is done in one transaction. Commits when it returns. */
    interface Work<T> {
        T perform(Session session) throws SQLException, MisconfiguredException;
    }

    /**
     * A connection that is checked, in a transaction.
     *
     * @param ledger the quoted schema of our own tables
     * @param role the login that runs, as Postgres calls it
     */
    record Session(Connection connection, ExternalSchema tables, String ledger, String role) {

        /** @return a statement on our own tables; {@code {ledger}} stands for their schema */
        PreparedStatement ours(String sql) throws SQLException {
            return connection.prepareStatement(sql.replace("{ledger}", ledger));
        }

        /**
         * Looks at the table of reviews at its first use, so that nobody who has none must make one.
         *
         * @return the table
         * @throws MisconfiguredException if it is missing or may not be used
         */
        ExternalTable reviews() throws SQLException, MisconfiguredException {
            if (!tables.reviews().isChecked()) {
                tables.reviews().check(connection, role);
            }
            return tables.reviews();
        }

        /** @return a statement on one of their tables */
        PreparedStatement on(ExternalTable table, String sql) throws SQLException {
            return connection.prepareStatement(table.sql(sql));
        }
    }

    /** What a successful preparation found. */
    private record Prepared(ExternalSchema tables, String ledger, String role) {}

    private final DatabaseConfig config;
    private final AtomicInteger preparations = new AtomicInteger();
    private DatabaseAddress address;
    private AgroalDataSource pool;
    private Exception lastFailure;
    private volatile Prepared prepared;
    private volatile DatabaseHealth health;
    private volatile boolean closed;

    Database(DatabaseConfig config) {
        this.config = config;
        this.health = configured()
                ? new DatabaseHealth(State.Unavailable, "Postgres has not been used yet")
                : new DatabaseHealth(
                        State.NotConfigured,
                        "No database: set lastgood.database.url to record incidents and to mark failed runs");
    }

    DatabaseHealth health() {
        return health;
    }

    private boolean configured() {
        return config.enabled() && config.url().isPresent();
    }

    /**
     * Performs work in one transaction.
     *
     * @param refused makes the answer when the work could not be done; nothing is changed then
     */
    <T> T transact(Work<T> work, Function<RecordResult, T> refused) {
        if (!configured()) {
            return refused.apply(new RecordResult(StepState.Skipped, Reason.DatabaseNotConfigured, health.message()));
        }
        if (closed) {
            return refused.apply(
                    new RecordResult(StepState.Pending, Reason.DatabaseUnavailable, "The operator is stopping"));
        }
        Prepared with = null;
        try {
            with = prepare();
            try (Connection connection = pool.getConnection()) {
                return transact(connection, with, work);
            }
        } catch (MisconfiguredException e) {
            return refused.apply(new RecordResult(
                    StepState.Failed, Reason.DatabaseMisconfigured, StoredText.of(e.getMessage(), 1000)));
        } catch (SQLException e) {
            return refused.apply(trouble(e, with).result());
        } catch (RuntimeException e) {
            LOG.error("Recording in Postgres failed", e);
            return refused.apply(new RecordResult(
                    StepState.Failed, Reason.InternalError, StoredText.of("Recording in Postgres failed: " + e, 1000)));
        }
    }

    private <T> T transact(Connection connection, Prepared with, Work<T> work)
            throws SQLException, MisconfiguredException {
        boolean committed = false;
        try {
            limit(connection);
            T result = work.perform(new Session(connection, with.tables(), with.ledger(), with.role()));
            connection.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollBack(connection);
            }
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debug("Nothing to roll back on a connection that is gone", e);
        }
    }

    /** For this transaction only: behind a transaction pooler a session belongs to nobody. */
    private void limit(Connection connection) throws SQLException {
        try (PreparedStatement limits = connection.prepareStatement(
                "SELECT set_config('statement_timeout', ?, true), set_config('lock_timeout', ?, true),"
                        + " set_config('TimeZone', 'UTC', true)")) {
            limits.setString(1, Long.toString(config.statementTimeout().toMillis()));
            limits.setString(2, Long.toString(config.lockTimeout().toMillis()));
            limits.executeQuery().close();
        }
    }

    private SqlTrouble trouble(SQLException failure, Prepared with) {
        SqlTrouble trouble = with == null
                ? SqlTrouble.of(failure, String.valueOf(address), login(), null)
                : SqlTrouble.of(failure, String.valueOf(address), with.role(), with.tables());
        if (trouble.kind() != SqlTrouble.Kind.STATEMENT) {
            prepared = null;
            boolean wrong = trouble.result().reason() == Reason.DatabaseMisconfigured;
            report(new DatabaseHealth(
                    wrong ? State.Misconfigured : State.Unavailable,
                    trouble.result().message()));
        }
        return trouble;
    }

    private String login() {
        return config.username().orElse("");
    }

    private void report(DatabaseHealth now) {
        if (!now.equals(health)) {
            health = now;
            LOG.log(now.state() == State.Ready ? Logger.Level.INFO : Logger.Level.WARN, now.message());
        }
    }

    private Prepared prepare() throws SQLException, MisconfiguredException {
        Prepared ready = prepared;
        if (ready != null) {
            return ready;
        }
        int before = preparations.get();
        synchronized (this) {
            if (prepared != null) {
                return prepared;
            }
            if (preparations.get() != before && lastFailure != null) {
                // Somebody else has just tried while this thread waited: a whole queue must not wait one timeout each.
                rethrow(lastFailure);
            }
            try {
                Prepared now = connectAndCheck();
                prepared = now;
                lastFailure = null;
                report(new DatabaseHealth(State.Ready, "Postgres at " + address + " is ready"));
                return now;
            } catch (MisconfiguredException e) {
                lastFailure = e;
                report(new DatabaseHealth(State.Misconfigured, StoredText.of(e.getMessage(), 1000)));
                throw e;
            } catch (SQLException e) {
                lastFailure = e;
                throw e;
            } finally {
                preparations.incrementAndGet();
            }
        }
    }

    private static void rethrow(Exception failure) throws SQLException, MisconfiguredException {
        if (failure instanceof MisconfiguredException misconfigured) {
            throw misconfigured;
        }
        if (failure instanceof SQLException sql) {
            throw sql;
        }
    }

    private Prepared connectAndCheck() throws SQLException, MisconfiguredException {
        ExternalSchema tables = ExternalSchema.of(config);
        String ledger = SqlName.column(config.schema(), "lastgood.database.schema");
        if (pool == null) {
            address = DatabaseAddress.parse(config.url().orElseThrow(), "lastgood.database.url");
            pool = open();
        }
        String role = inTransaction(Database::currentUser);
        if (config.migrate()) {
            new Migration(config, address).run(role);
        }
        inTransaction(connection -> {
            checkLedger(connection, ledger, role);
            tables.check(connection, role);
            return null;
        });
        return new Prepared(tables, ledger, role);
    }

    private interface Check<T> {
        T on(Connection connection) throws SQLException, MisconfiguredException;
    }

    private <T> T inTransaction(Check<T> check) throws SQLException, MisconfiguredException {
        try (Connection connection = pool.getConnection()) {
            try {
                limit(connection);
                return check.on(connection);
            } finally {
                rollBack(connection);
            }
        }
    }

    /** Not the configured user name: a pooler's login ({@code postgres.project}) is no role. */
    private static String currentUser(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT current_user");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private void checkLedger(Connection connection, String ledger, String role)
            throws SQLException, MisconfiguredException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM " + ledger + ".incident, " + ledger
                + ".step, " + ledger + ".audit, " + ledger + ".evidence LIMIT 0")) {
            query.executeQuery().close();
        } catch (SQLException e) {
            if (e.getSQLState() == null
                    || !e.getSQLState().startsWith("42") && !e.getSQLState().equals("3F000")) {
                throw e;
            }
            throw new MisconfiguredException(
                    "Role " + SqlName.quoted(role) + " cannot use Lastgood's own tables in schema "
                            + ledger + " (" + SqlTrouble.said(e)
                            + "): let the operator migrate (lastgood.database.migrate=true), or run"
                            + " the files of db/migration in that schema");
        }
    }

    private AgroalDataSource open() throws SQLException {
        Duration connect = config.connectTimeout();
        String username = config.username().orElse(address.username());
        String password = config.password().orElse(address.password());
        AgroalDataSourceConfigurationSupplier settings = new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(sizes -> sizes.maxSize(config.poolSize())
                        .acquisitionTimeout(connect.plus(config.statementTimeout()))
                        // Idle connections are closed: a quiet operator costs the database nothing.
                        .reapTimeout(Duration.ofMinutes(1))
                        .validateOnBorrow(true)
                        .connectionValidator(ConnectionValidator.defaultValidatorWithTimeout(seconds(connect)))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(factory -> {
                            factory.connectionProviderClass(Driver.class)
                                    .jdbcUrl(address.jdbcUrl())
                                    .autoCommit(false);
                            DriverSettings.of(connect, config.statementTimeout())
                                    .forEach(factory::jdbcProperty);
                            Optional.ofNullable(username)
                                    .map(NamePrincipal::new)
                                    .ifPresent(factory::principal);
                            Optional.ofNullable(password)
                                    .map(SimplePassword::new)
                                    .ifPresent(factory::credential);
                            return factory;
                        }));
        return AgroalDataSource.from(settings);
    }

    static int seconds(Duration duration) {
        return (int) Math.max(1, duration.toSeconds());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (pool != null) {
            pool.close();
            pool = null;
            prepared = null;
        }
    }
}
