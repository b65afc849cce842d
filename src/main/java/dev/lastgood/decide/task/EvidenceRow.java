package dev.lastgood.decide.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Evidence;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.Markdown;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * An incident's row in the evidence register, ready to paste.
 *
 * @param evidenceId the same however often it is asked for
 * @param artifact what is evidence of what
 * @param location where it is found
 * @param controlMapping the control that it is evidence for, as the register calls it
 * @param owner who answers for it
 * @param lastReviewed when people last looked at it; empty: nobody has
 */
@JsonPropertyOrder({"Evidence ID", "Artifact", "Location", "Control Mapping", "Owner", "Last Reviewed"})
public record EvidenceRow(
        @JsonProperty("Evidence ID") String evidenceId,
        @JsonProperty("Artifact") String artifact,
        @JsonProperty("Location") String location,
        @JsonProperty("Control Mapping") String controlMapping,
        @JsonProperty("Owner") String owner,
        @JsonProperty("Last Reviewed") String lastReviewed) {

    /** Head and rule of the table that the row belongs to. */
    public static final String HEAD =
            "| Evidence ID | Artifact | Location | Control Mapping | Owner | Last Reviewed |\n|---|---|---|---|---|---|";

    /** Returns the row as it is known at {@code now}: a retrospective that is only planned is no review. */
    public static EvidenceRow of(AIIncident incident, String controlMapping, String owner, Instant now) {
        AIIncidentStatus status = incident.getStatus() == null ? new AIIncidentStatus() : incident.getStatus();
        return of(incident, status, controlMapping, owner, now);
    }

    /** Returns the row of an incident whose status is about to be this one. */
    public static EvidenceRow of(
            AIIncident incident, AIIncidentStatus status, String controlMapping, String owner, Instant now) {
        String namespace = incident.getMetadata().getNamespace();
        String name = incident.getMetadata().getName();
        UUID id = UUID.nameUUIDFromBytes(
                String.valueOf(incident.getMetadata().getUid()).getBytes(StandardCharsets.UTF_8));
        return new EvidenceRow(
                "AII-" + id.toString().substring(0, 8),
                StatusDraft.mark(incident) + "Incident record of " + incident.getSpec().trigger + " ("
                        + incident.getSpec().severity + ", "
                        + status.phase + ") of model " + incident.getSpec().modelRef.name,
                location(namespace, name, incident, status),
                controlMapping,
                owner,
                reviewed(incident, now));
    }

    /** Returns the row as JSON, with the register's own headings as keys. */
    public String json() {
        return new String(Json.bytes(this), StandardCharsets.UTF_8);
    }

    /** Returns the row of a Markdown table; see {@link #HEAD}. */
    public String markdown() {
        return "| "
                + String.join(
                        " | ",
                        List.of(evidenceId, artifact, location, text(controlMapping), text(owner), text(lastReviewed))
                                .stream()
                                .map(Markdown::text)
                                .toList())
                + " |";
    }

    /** Returns the whole table in Markdown. */
    public static String table(List<EvidenceRow> rows) {
        return HEAD + "\n" + rows.stream().map(r -> r.markdown() + "\n").collect(Collectors.joining());
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    private static String location(String namespace, String name, AIIncident incident, AIIncidentStatus status) {
        List<String> places = new ArrayList<>();
        places.add("aiincidents.lastgood.dev " + namespace + "/" + name);
        Evidence evidence = status.evidence;
        if (evidence != null && evidence.runId != null) {
            places.add("run " + evidence.runId);
        }
        if (evidence != null && evidence.traceId != null) {
            places.add("trace " + evidence.traceId);
        }
        Resolution resolution = incident.getSpec().resolution;
        if (resolution != null && resolution.retrospective != null && resolution.retrospective.url != null) {
            places.add(resolution.retrospective.url);
        }
        return String.join(", ", places);
    }

    private static String reviewed(AIIncident incident, Instant now) {
        Resolution resolution = incident.getSpec().resolution;
        if (resolution == null || resolution.retrospective == null || resolution.retrospective.heldAt == null) {
            return "";
        }
        Instant heldAt = resolution.retrospective.heldAt.toInstant();
        return heldAt.isAfter(now) ? "" : heldAt.toString().substring(0, 10);
    }
}
