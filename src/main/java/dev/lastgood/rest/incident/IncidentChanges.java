package dev.lastgood.rest.incident;

import static dev.lastgood.act.kube.JsonPatch.pointer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.Plan;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.rest.http.PlainText;
import dev.lastgood.rest.http.Problem;
import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ProblemType;

/** What people say about an incident, as patches of its spec; empty where it stands there already. */
final class IncidentChanges {

    private static final int NAME_LIMIT = 255;

    /** @param name what they call themselves, null: as the API server calls them */
    static Incidents.Change acknowledge(String user, String name) {
        String who = PlainText.of(name == null || name.isBlank() ? user : name + " (" + user + ")", NAME_LIMIT);
        return incident -> who.equals(incident.getSpec().acknowledgedBy)
                ? new JsonPatch()
                : JsonPatch.whileSpecIs(incident).add(pointer("spec", "acknowledgedBy"), TextNode.valueOf(who));
    }

    static Incidents.Change approve(String user, String hash) {
        return incident -> {
            AIIncidentSpec spec = incident.getSpec();
            if (hash.equals(plan(incident).hash)) {
                return spec.response != null && hash.equals(spec.response.approvedPlan)
                        ? new JsonPatch()
                        : approval(incident, user, hash);
            }
            throw ProblemException.of(
                    Problem.of(ProblemType.PlanChanged, "look at the present plan, and approve its hash if it is right")
                            .with("plan", plan(incident)));
        };
    }

    private static Plan plan(AIIncident incident) {
        if (incident.getStatus() == null
                || incident.getStatus().plan == null
                || incident.getStatus().plan.hash == null) {
            throw ProblemException.of(
                    ProblemType.PlanNotFound, "the incident has no plan yet, or none is possible: see its conditions");
        }
        return incident.getStatus().plan;
    }

    private static JsonPatch approval(AIIncident incident, String user, String hash) {
        JsonPatch patch = JsonPatch.whileSpecIs(incident);
        if (incident.getSpec().response == null) {
            patch.add(pointer("spec", "response"), JsonNodeFactory.instance.objectNode());
        }
        return patch.add(pointer("spec", "response", "approvedPlan"), TextNode.valueOf(hash))
                .add(pointer("spec", "response", "approvedBy"), TextNode.valueOf(PlainText.of(user, NAME_LIMIT)));
    }

    /** What is said is added to what was said before. */
    static Incidents.Change resolve(String user, ResolutionRequest said, ObjectMapper mapper) {
        return incident -> {
            Resolution before = incident.getSpec().resolution;
            if (before == null && said.kind() == null) {
                throw ProblemException.of(
                        ProblemType.InvalidRequest, "field \"kind\": write Fixed, FalseAlarm or Accepted");
            }
            ObjectNode now = before == null ? mapper.createObjectNode() : mapper.valueToTree(before);
            JsonNode stood = now.deepCopy();
            now.setAll((ObjectNode) mapper.valueToTree(said));
            if (before != null && now.equals(stood)) {
                return new JsonPatch();
            }
            now.put("resolvedBy", PlainText.of(user, NAME_LIMIT));
            return JsonPatch.whileSpecIs(incident).add(pointer("spec", "resolution"), now);
        };
    }

    private IncidentChanges() {}
}
