package dev.lastgood.act.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.revision.BlameEvidence;
import dev.lastgood.decide.workload.Noise;

/**
 * What a failed revision is accused of, and by which incident.
 *
 * @param failed data of the revision
 * @param lastGood data of the one that is restored
 * @param noise what of a template carries no behavior
 * @param evidence what else is known
 * @param incident its name
 * @param reason for the revision's state and for whoever is refused
 */
public record Charge(
        JsonNode failed, JsonNode lastGood, Noise noise, BlameEvidence evidence, String incident, String reason) {

    /** Nothing else is known. */
    public Charge(JsonNode failed, JsonNode lastGood, Noise noise, String incident, String reason) {
        this(failed, lastGood, noise, BlameEvidence.NONE, incident, reason);
    }
}
