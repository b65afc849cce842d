package dev.lastgood.record;

import dev.lastgood.config.DatabaseConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own with the runbook's tables, on a real Postgres that all tests share. */
public final class RunbookDatabase {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static EmbeddedPostgres shared;

    private final String url;

    private RunbookDatabase(String url) {
        this.url = url;
    }

    public static synchronized RunbookDatabase create() {
        try {
            if (shared == null) {
                // Passwords count, but for the superuser with whom the tests look.
                Path logins = Files.createTempFile("pg_hba", ".conf");
                logins.toFile().deleteOnExit();
                Files.writeString(logins, "host all postgres all trust\nhost all all all scram-sha-256\n");
                logins.toFile().setReadable(true, false);
                shared = EmbeddedPostgres.builder()
                        .setServerConfig("hba_file", logins.toString())
                        .start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return on(shared.getPort());
    }

    /** On another server than the shared one. */
    public static RunbookDatabase on(int port) {
        String name = "runbook" + COUNT.incrementAndGet();
        new RunbookDatabase(address(port, "postgres")).execute("CREATE DATABASE " + name);
        RunbookDatabase database = new RunbookDatabase(address(port, name));
        try {
            database.execute(Files.readString(Path.of("examples/postgres/schema.sql")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return database;
    }

    private static String address(int port, String name) {
        return "jdbc:postgresql://localhost:" + port + "/" + name;
    }

    public String url() {
        return url;
    }

    /** The settings of an operator that uses it as its owner; more can be added. */
    public Map<String, String> settings() {
        return new TreeMap<>(Map.of(
                "LASTGOOD_DATABASE_URL", url,
                "LASTGOOD_DATABASE_USERNAME", "postgres",
                "LASTGOOD_DATABASE_PASSWORD", "postgres"));
    }

    /** A role that may log in with the password {@code secret} and that sees nothing yet. */
    public String role() {
        String role = "runner" + COUNT.incrementAndGet();
        execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
        return role;
    }

    /** What {@code db/grants.sql} says, for that role. */
    public void grant(String role) {
        try {
            execute(Files.readString(Path.of("src/main/resources/db/grants.sql"))
                    .replace("${role}", role));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DatabaseConfig config(String... more) {
        Map<String, String> settings =
                new HashMap<>(Map.of("url", url, "username", "postgres", "password", "postgres"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return config(settings);
    }

    static DatabaseConfig config(Map<String, String> settings) {
        Map<String, String> prefixed = new HashMap<>();
        settings.forEach((key, value) -> prefixed.put("lastgood.database." + key, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(DatabaseConfig.class)
                .withSources(new PropertiesConfigSource(prefixed, "test", 100))
                .build()
                .getConfigMapping(DatabaseConfig.class);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url + "?stringtype=unspecified", "postgres", "postgres");
    }

    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows, their columns joined by {@code |}. */
    public List<String> rows(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** A run of a model; {@code createdAt} as Postgres reads it. */
    public UUID run(String model, String action, String status, String version, String triggeredBy, String createdAt) {
        UUID id = UUID.randomUUID();
        execute(
                "INSERT INTO ai_model_runs (id, model_id, action, status, target_version, triggered_by, created_at) VALUES ("
                        + String.join(
                                ", ",
                                quote(id.toString()),
                                quote(model),
                                quote(action),
                                quote(status),
                                quote(version),
                                quote(triggeredBy),
                                quote(createdAt))
                        + ")");
        return id;
    }

    public void prompt(UUID run, String model, String traceId, String digest, String payload, String createdAt) {
        execute(
                "INSERT INTO admin_ai_prompts (run_id, model, trace_id, prompt_digest, prompt_payload, created_at) VALUES ("
                        + String.join(
                                ", ",
                                quote(run == null ? null : run.toString()),
                                quote(model),
                                quote(traceId),
                                quote(digest),
                                quote(payload),
                                quote(createdAt))
                        + ")");
    }

    private static String quote(String text) {
        return text == null ? "NULL" : "'" + text.replace("'", "''") + "'";
    }
}
