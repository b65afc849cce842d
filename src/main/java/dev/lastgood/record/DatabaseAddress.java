package dev.lastgood.record;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the database is. Takes the form that JDBC knows and the one that Supabase, Heroku and libpq print.
 *
 * @param jdbcUrl for the driver; never shown, it may carry a password
 * @param shown host and database, for messages
 * @param username the login that stood in the address, or null
 * @param password the password that stood in the address, or null
 */
record DatabaseAddress(String jdbcUrl, String shown, String username, String password) {

    private static final Pattern JDBC = Pattern.compile("jdbc:postgresql://([^/?@]+)/([^/?]+)(\\?.*)?");
    private static final String WRITE =
            ": write jdbc:postgresql://host:5432/database or postgres://user:password@host:5432/database";

    /**
     * @param setting the setting that is read, for the message
     * @throws MisconfiguredException if it is no address of a Postgres database; its message never repeats the address
     */
    static DatabaseAddress parse(String text, String setting) throws MisconfiguredException {
        String trimmed = text.strip();
        if (trimmed.startsWith("jdbc:postgresql:")) {
            Matcher jdbc = JDBC.matcher(trimmed);
            if (trimmed.matches("jdbc:postgresql://[^/?]*@.*")) {
                throw new MisconfiguredException(setting + " holds a login before the @, which jdbc: does not know: set"
                        + " lastgood.database.username and .password, or begin the address with postgres://");
            }
            if (!jdbc.matches()) {
                throw new MisconfiguredException(setting + " names no host or no database" + WRITE);
            }
            return new DatabaseAddress(trimmed, jdbc.group(1) + "/" + jdbc.group(2), null, null);
        }
        if (trimmed.startsWith("postgres://") || trimmed.startsWith("postgresql://")) {
            return fromUri(trimmed, setting);
        }
        throw new MisconfiguredException(setting + " is not the address of a Postgres database" + WRITE);
    }

    private static DatabaseAddress fromUri(String text, String setting) throws MisconfiguredException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new MisconfiguredException(
                    setting + " cannot be read (a password with special characters must be percent-encoded)" + WRITE);
        }
        String path = uri.getRawPath();
        if (uri.getHost() == null || path == null || path.length() < 2 || path.indexOf('/', 1) > 0) {
            throw new MisconfiguredException(setting + " names no host or no database" + WRITE);
        }
        String place = uri.getHost() + (uri.getPort() > 0 ? ":" + uri.getPort() : "") + path;
        String jdbcUrl = "jdbc:postgresql://" + place + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String[] login = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        return new DatabaseAddress(
                jdbcUrl,
                place,
                login[0].isEmpty() ? null : decode(login[0]),
                login.length == 2 ? decode(login[1]) : null);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without address and password. */
    @Override
    public String toString() {
        return shown;
    }
}
