package dev.lastgood.act.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * What a failed revision is accused of, and by which incident.
 *
 * @param failed data of the revision
 * @param lastGood data of the one that is restored
 * @param ignored template annotations that make no revision
 * @param incident its name
 * @param reason for the revision's state and for whoever is refused
 */
public record Charge(JsonNode failed, JsonNode lastGood, Set<String> ignored, String incident, String reason) {}
