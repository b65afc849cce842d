package dev.lastgood.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A table that other software owns, under the names that the settings give it. SQL is written with the default names in
 * braces, {@code {table}} and {@code {column}}.
 */
final class ExternalTable {

    /** What Lastgood does with a column: any of {@code s} (select), {@code i} (insert), {@code u} (update). */
    record Column(String name, String quoted, String setting, String use) {}

    /** What the database says about a column. */
    private record Found(String type, int limit, String may) {}

    private final String setting;
    private final String name;
    private final String quoted;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private volatile Map<String, Found> found = Map.of();

    /**
     * @param setting where its names are set, e.g. {@code lastgood.database.runs}
     * @throws MisconfiguredException if the name is none
     */
    ExternalTable(String setting, String name) throws MisconfiguredException {
        this.setting = setting;
        this.name = name;
        this.quoted = SqlName.table(name, setting + ".table");
    }

    ExternalTable column(String key, String actual, String use) throws MisconfiguredException {
        String columnSetting = setting + ".columns." + key.replace('_', '-');
        columns.put(key, new Column(actual, SqlName.column(actual, columnSetting), columnSetting, use));
        return this;
    }

    String name() {
        return name;
    }

    /** @return the statement with the real names */
    String sql(String template) {
        String sql = template.replace("{table}", quoted);
        for (Map.Entry<String, Column> column : columns.entrySet()) {
            sql = sql.replace("{" + column.getKey() + "}", column.getValue().quoted());
        }
        return sql;
    }

    /** @return true where {@link #check} found it as it must be */
    boolean isChecked() {
        return !found.isEmpty();
    }

    /** @return the Postgres type of a column, e.g. {@code uuid}; empty before {@link #check} */
    String type(String key) {
        Found column = found.get(key);
        return column == null ? "" : column.type();
    }

    /** @return the text, cut to what the column can hold */
    String fit(String key, String text) {
        Found column = found.get(key);
        return StoredText.of(text, column == null ? StoredText.LIMIT : Math.min(StoredText.LIMIT, column.limit()));
    }

    /** @return the statement that gives a role what Lastgood needs on this table */
    String grants(String role) {
        List<String> parts = new ArrayList<>();
        for (String verb : List.of("SELECT", "INSERT", "UPDATE")) {
            String use = verb.substring(0, 1).toLowerCase(Locale.ROOT);
            String used = columns.values().stream()
                    .filter(column -> column.use().contains(use))
                    .map(Column::quoted)
                    .distinct()
                    .collect(Collectors.joining(", "));
            if (!used.isEmpty()) {
                parts.add(verb + " (" + used + ")");
            }
        }
        return "GRANT " + String.join(", ", parts) + " ON " + quoted + " TO " + SqlName.quoted(role);
    }

    /**
     * Compares the settings with the database. Reads pg_catalog, since information_schema hides what the role may not use
     * and a missing grant would look like a missing column.
     *
     * @throws MisconfiguredException if the table or a column is missing or may not be used
     */
    void check(Connection connection, String role) throws SQLException, MisconfiguredException {
        Map<String, Found> actual = read(connection);
        if (actual.isEmpty()) {
            throw new MisconfiguredException("There is no table " + quoted + ": set " + setting
                    + ".table to its name (schema.table, in the case in which Postgres stores it)");
        }
        Map<String, Found> known = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        boolean forbidden = false;
        for (Map.Entry<String, Column> entry : columns.entrySet()) {
            Column column = entry.getValue();
            Found there = actual.get(column.name());
            if (there == null) {
                missing.add(column.quoted() + " (renamed by " + column.setting() + ")");
                continue;
            }
            known.put(entry.getKey(), there);
            forbidden |= column.use().chars().anyMatch(use -> there.may().indexOf(use) < 0);
        }
        if (!missing.isEmpty()) {
            throw new MisconfiguredException("Table " + quoted + " lacks " + String.join(", ", missing) + "; it has "
                    + StoredText.of(String.join(", ", new TreeSet<>(actual.keySet())), 600));
        }
        if (forbidden) {
            throw new MisconfiguredException(
                    "Role " + SqlName.quoted(role) + " lacks rights on " + quoted + ": run " + grants(role));
        }
        found = Map.copyOf(known);
    }

    private Map<String, Found> read(Connection connection) throws SQLException {
        Map<String, Found> actual = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT a.attname, t.typname,
                       CASE WHEN t.typname IN ('varchar', 'bpchar') AND a.atttypmod > 4 THEN a.atttypmod - 4
                            ELSE 2147483647 END,
                       CASE WHEN has_column_privilege(a.attrelid, a.attnum, 'SELECT') THEN 's' ELSE '' END
                    || CASE WHEN has_column_privilege(a.attrelid, a.attnum, 'INSERT') THEN 'i' ELSE '' END
                    || CASE WHEN has_column_privilege(a.attrelid, a.attnum, 'UPDATE') THEN 'u' ELSE '' END
                FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped""")) {
            query.setString(1, quoted);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    actual.put(rows.getString(1), new Found(rows.getString(2), rows.getInt(3), rows.getString(4)));
                }
            }
        }
        return actual;
    }
}
