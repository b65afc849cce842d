package dev.lastgood.record;

import java.time.Duration;
import java.util.Map;

/** What the driver is told; the same parameter in the URL wins. */
final class DriverSettings {

    private DriverSettings() {}

    static Map<String, String> of(Duration connect, Duration statement) {
        return Map.of(
                "connectTimeout", Integer.toString(Database.seconds(connect)),
                "loginTimeout", Integer.toString(Database.seconds(connect)),
                // The last resort where the network swallows packets and the server's own limit cannot be heard.
                "socketTimeout", Integer.toString(Database.seconds(statement) + 2),
                "tcpKeepAlive", "true",
                "ApplicationName", "lastgood",
                // Parameters take the type of their column: text, enum and uuid all work.
                "stringtype", "unspecified",
                // Supabase's transaction pooler (port 6543) gives each transaction another server: no named statements.
                "prepareThreshold", "0");
    }
}
