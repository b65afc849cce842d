package dev.lastgood.decide.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.TriggerResponse;
import dev.lastgood.decide.IncidentStory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModeTest {

    @ParameterizedTest(name = "{0}: incident {1}, decided {2}, trigger {3}, model {4}")
    @CsvSource({
        "Person,,,,,Auto",
        "Person,,,Observe,Observe,Auto",
        "Person,Suggest,,,Auto,Suggest",
        "Person,,Suggest,,,Suggest",
        "Probe,,,,,Suggest",
        "Probe,,,,Auto,Auto",
        "Probe,,,Observe,Auto,Observe",
        "Probe,Auto,,Observe,Suggest,Auto",
        "Probe,,Suggest,,Auto,Suggest",
        "Probe,Auto,Suggest,,,Auto",
        "Alert,,,,Observe,Observe",
        "Alert,,,Suggest,Auto,Suggest",
        ",,,,Observe,Auto",
    })
    void the_incident_then_what_was_decided_then_the_trigger_then_the_model(
            Source source,
            ResponseMode own,
            ResponseMode decided,
            ResponseMode ofTrigger,
            ResponseMode ofModel,
            ResponseMode expected) {
        var incident = IncidentStory.incident("i");
        incident.getSpec().source = source;
        incident.getSpec().response = new IncidentResponse();
        incident.getSpec().response.mode = own;
        var status = new AIIncidentStatus();
        status.mode = decided;
        var model = IncidentStory.model("pricing");
        model.getSpec().response = new Response();
        model.getSpec().response.mode = ofModel;
        if (ofTrigger != null) {
            TriggerResponse response = new TriggerResponse();
            response.mode = ofTrigger;
            model.getSpec().response.perTrigger.put("Hallucination", response);
        }

        assertThat(Mode.of(incident, status, model)).isEqualTo(expected);
    }

    @Test
    void a_model_that_says_nothing_at_all_is_asked() {
        var incident = IncidentStory.incident("i");
        incident.getSpec().source = Source.Alert;

        assertThat(Mode.of(incident, new AIIncidentStatus(), IncidentStory.model("pricing")))
                .isEqualTo(ResponseMode.Suggest);
    }
}
