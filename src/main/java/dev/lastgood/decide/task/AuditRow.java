package dev.lastgood.decide.task;

import dev.lastgood.api.model.AuditEntry;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * One entry of the audit: who asked, by what way, what changed, before and after. Never a person's data, a prompt or a
 * summary: it cannot be taken back.
 *
 * @param id the same however often it is asked for
 * @param action what was done, such as {@code rollback}
 * @param before JSON, null where there was nothing
 * @param after JSON, null where there is nothing
 */
public record AuditRow(
        UUID id, Instant at, String actor, String way, String action, String reason, String before, String after) {

    private static final int BRIEF = 1024;

    /** One whose id follows from {@code key}; values of null are not there. */
    public static AuditRow of(
            String key,
            Instant at,
            String actor,
            AuditWay way,
            String action,
            String reason,
            Map<String, ?> before,
            Map<String, ?> after) {
        return new AuditRow(
                id(key), at, BoundedText.of(actor, 256), way.name(), action, reason, json(before), json(after));
    }

    /** Returns the id of the row with this key. */
    public static UUID id(String key) {
        return UUID.nameUUIDFromBytes(("audit/" + key).getBytes(StandardCharsets.UTF_8));
    }

    public static AuditRow of(AuditEntry entry) {
        return new AuditRow(
                UUID.fromString(entry.id),
                Instant.parse(entry.at),
                entry.actor,
                entry.way,
                entry.action,
                entry.reason,
                entry.before,
                entry.after);
    }

    /** As it waits in a status. */
    public AuditEntry entry() {
        AuditEntry entry = new AuditEntry();
        entry.id = id.toString();
        entry.at = at.toString();
        entry.actor = actor;
        entry.way = way;
        entry.action = action;
        entry.reason = reason;
        entry.before = brief(before);
        entry.after = brief(after);
        return entry;
    }

    private static String brief(String json) {
        return json == null || json.length() <= BRIEF ? json : "{\"sha256\":\"" + Digest.of(json) + "\"}";
    }

    private static String json(Map<String, ?> values) {
        return values == null ? null : new String(Json.bytes(values), StandardCharsets.UTF_8);
    }
}
