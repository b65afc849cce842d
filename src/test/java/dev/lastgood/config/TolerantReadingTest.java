package dev.lastgood.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import io.fabric8.kubernetes.client.CustomResource;
import org.junit.jupiter.api.Test;

/** One object that cannot be read must not stop the watch for all others. */
class TolerantReadingTest {

    private static <T extends CustomResource<?, ?>> T read(Class<T> kind, String spec) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        new TolerantReading().customize(mapper);
        return mapper.readValue("{\"metadata\": {\"name\": \"odd\"}, \"spec\": %s}".formatted(spec), kind);
    }

    @Test
    void anIncidentWithANumberBeyondAllBoundsHasNoSpec() throws JsonProcessingException {
        AIIncident odd = read(AIIncident.class, "{\"attempt\": 99999999999999999}");
        assertThat(odd.getMetadata().getName()).isEqualTo("odd");
        assertThat(odd.getSpec()).isNull();
    }

    @Test
    void aModelWithANumberBeyondAllBoundsHasNoSpec() throws JsonProcessingException {
        ModelDeployment odd = read(ModelDeployment.class, "{\"revisionHistoryLimit\": 99999999999999999}");
        assertThat(odd.getMetadata().getName()).isEqualTo("odd");
        assertThat(odd.getSpec()).isNull();
    }

    @Test
    void aWrongTypeIsAsIfItWereNotThere() throws JsonProcessingException {
        AIIncident odd = read(AIIncident.class, "{\"modelRef\": [1], \"summary\": \"wrong prices\"}");
        assertThat(odd.getSpec().modelRef).isNull();
        assertThat(odd.getSpec().summary).isEqualTo("wrong prices");
    }
}
