package dev.lastgood.record;

import java.util.regex.Pattern;

/** Names of tables and columns come from settings: checked, and quoted wherever they stand in SQL. */
final class SqlName {

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$ -]{0,62}");

    private SqlName() {}

    /** @return the quoted name */
    static String column(String name, String setting) throws MisconfiguredException {
        if (!PLAIN.matcher(name).matches()) {
            throw new MisconfiguredException(setting
                    + " is not a name: write letters, digits and _ without quotes, at most 63, as Postgres stores it");
        }
        return "\"" + name + "\"";
    }

    /** @return the quoted name, with its schema if one is given */
    static String table(String name, String setting) throws MisconfiguredException {
        String[] parts = name.split("\\.", -1);
        if (parts.length > 2) {
            throw new MisconfiguredException(setting + " has more than one dot: write table or schema.table");
        }
        String last = column(parts[parts.length - 1], setting);
        return parts.length == 1 ? last : column(parts[0], setting) + "." + last;
    }

    /** @return any name that Postgres gave us, quoted */
    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
