package dev.lastgood.decide.review;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A review for bias by the schedule.
 *
 * @param modelId the key of the model in Postgres
 */
public record ScheduledReview(
        String namespace, String model, String modelId, Instant due, List<String> stakeholders, String checklistUrl) {

    /** The id of its row: the same after every restart, and for every leader. */
    public UUID id() {
        String key = "bias-review/" + namespace + "/" + modelId + "/" + due;
        return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    }
}
