package dev.lastgood.decide.task;

import dev.lastgood.lib.BoundedText;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a Job is told, and what is said about it; null is not known. What others wrote is held in bounds, on one line.
 *
 * @param targetVersion the version to be made, or tested
 * @param servingVersion what served when it was asked for
 * @param failedVersion what was rolled back
 * @param incident name of the incident that it is run for
 * @param triggeredBy whom the run's row names
 * @param purpose why
 */
public record RunParameters(
        String targetVersion,
        String gitRef,
        String traceId,
        String incident,
        String servingVersion,
        String failedVersion,
        String requestedBy,
        String triggeredBy,
        String purpose,
        boolean drill) {

    public RunParameters {
        targetVersion = line(targetVersion, 253);
        gitRef = line(gitRef, 256);
        traceId = line(traceId, 128);
        incident = line(incident, 253);
        servingVersion = line(servingVersion, 253);
        failedVersion = line(failedVersion, 253);
        requestedBy = line(requestedBy, 256);
        triggeredBy = line(triggeredBy, 256);
        purpose = line(purpose, 256);
    }

    /** The variables of the Job's containers, in order, as plain values; only what is known. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        put(variables, "LASTGOOD_TARGET_VERSION", targetVersion);
        put(variables, "LASTGOOD_GIT_REF", gitRef);
        put(variables, "LASTGOOD_TRACE_ID", traceId);
        put(variables, "LASTGOOD_INCIDENT", incident);
        put(variables, "LASTGOOD_SERVING_VERSION", servingVersion);
        put(variables, "LASTGOOD_FAILED_VERSION", failedVersion);
        put(variables, "LASTGOOD_DRILL", drill ? "true" : null);
        return variables;
    }

    private static void put(Map<String, String> variables, String name, String value) {
        if (value != null) {
            variables.put(name, value);
        }
    }

    private static String line(String text, int limit) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return BoundedText.of(
                text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip(), limit);
    }
}
