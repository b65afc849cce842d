package dev.lastgood.record;

import dev.lastgood.config.DatabaseConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.jboss.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/** Brings the ledger's tables up to date, with the login that may; the other one only gets to use them. */
final class Migration {

    private static final Logger LOG = Logger.getLogger(Migration.class);

    /** Each statement of a migration, before it is given up; the ledger is small. */
    private static final Duration STATEMENT = Duration.ofSeconds(30);

    private final DatabaseConfig config;
    private final DatabaseAddress running;

    Migration(DatabaseConfig config, DatabaseAddress running) {
        this.config = config;
        this.running = running;
    }

    /**
     * @param runner the role that will use the tables
     * @throws SQLException if the database cannot be reached or refuses the login
     * @throws MisconfiguredException if the login may not migrate, or the tables there are not ours
     */
    void run(String runner) throws SQLException, MisconfiguredException {
        DatabaseAddress address = config.migrationUrl().isPresent()
                ? DatabaseAddress.parse(config.migrationUrl().get(), "lastgood.database.migration-url")
                : running;
        DataSource source = source(address);
        try {
            createSchema(source);
            MigrateResult result = Flyway.configure(Migration.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .schemas(config.schema())
                    .createSchemas(false)
                    // Another replica may be migrating; after that the worker comes again anyway.
                    .lockRetryCount(3)
                    .placeholders(Map.of("runner", runner.replace("\"", "\"\"")))
                    .load()
                    .migrate();
            if (result.migrationsExecuted > 0) {
                LOG.infof("The ledger in schema %s is at version %s", config.schema(), result.targetSchemaVersion);
            }
        } catch (FlywayException | SQLException e) {
            explain(e);
        }
    }

    /** Not left to Flyway, which tries ten seconds long where the login may not. */
    private void createSchema(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?")) {
            query.setString(1, config.schema());
            try (ResultSet there = query.executeQuery();
                    Statement create = connection.createStatement()) {
                if (!there.next()) {
                    create.execute("CREATE SCHEMA " + SqlName.quoted(config.schema()));
                }
            }
        } catch (SQLException e) {
            // Another replica made it in this very moment.
            if (!"42P06".equals(e.getSQLState()) && !"23505".equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private DataSource source(DatabaseAddress address) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        for (Map.Entry<String, String> setting :
                DriverSettings.of(config.connectTimeout(), STATEMENT).entrySet()) {
            source.setProperty(setting.getKey(), setting.getValue());
        }
        // After the settings, so that a parameter in the URL wins.
        source.setURL(address.jdbcUrl());
        String user = config.migrationUsername().or(config::username).orElse(address.username());
        // Never one login's password with another's name.
        Optional<String> password = config.migrationUsername().isPresent() ? Optional.empty() : config.password();
        if (user != null) {
            source.setUser(user);
        }
        String secret = config.migrationPassword().or(() -> password).orElse(address.password());
        if (secret != null) {
            source.setPassword(secret);
        }
        return source;
    }

    private void explain(Exception failure) throws SQLException, MisconfiguredException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                if ("42501".equals(sql.getSQLState())) {
                    throw new MisconfiguredException("The ledger's tables cannot be made (" + SqlTrouble.said(sql)
                            + "): run GRANT CREATE ON DATABASE for the login, or set lastgood.database.migration-username"
                            + " and .migration-password to one that may");
                }
                throw sql;
            }
        }
        throw new MisconfiguredException(
                "The ledger's tables in schema \"" + config.schema() + "\" cannot be brought up to date: "
                        + String.valueOf(failure.getMessage()).replaceAll("\\s+", " "));
    }
}
