package dev.lastgood.decide.opening;

import dev.lastgood.api.Severity;
import java.time.Instant;

/**
 * An alert of a monitoring system about one model and trigger.
 *
 * @param fingerprint tells it from others
 * @param severity null: it does not say
 * @param summary what users see; may be null
 * @param customerImpact null: it does not say
 * @param traceId of a bad answer, null: it does not say
 * @param endsAt when it was resolved, null while it fires
 */
public record Alert(
        String fingerprint,
        Severity severity,
        String summary,
        String customerImpact,
        String traceId,
        Instant startsAt,
        Instant endsAt) {

    public boolean isFiring() {
        return endsAt == null;
    }
}
