package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.Workload;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveTest {

    private static final Instant EARLY = Instant.parse("2026-11-23T08:00:00Z");
    private static final Instant LATE = Instant.parse("2026-11-23T09:00:00Z");

    @Test
    void the_configuration_counts_with_its_digests_its_size_and_its_writes() {
        Live without = Live.of(declared("gw:1"), Map.of());
        Live with = Live.of(
                declared("gw:1"),
                Map.of(
                        "a", new ConfigMapState("d1", 10, LATE, false, null, List.of()),
                        "b", new ConfigMapState("d2", 20, EARLY, false, null, List.of()),
                        "c", ConfigMapState.missing("c", null)));

        assertThat(without.writtenAt()).isEmpty();
        assertThat(with.writtenAt()).isEqualTo(Map.of("a", LATE, "b", EARLY));
        assertThat(with.content().footprint().own())
                .isEqualTo(without.content().footprint().own() + 30);
        assertThat(with.content().templateHash()).isEqualTo(without.content().templateHash());
        assertThat(with.content().configuration().names()).containsExactly("a", "b", "c");
        assertThat(with.hash())
                .isEqualTo(Projection.hash(
                        with.content().templateHash(),
                        with.content().configuration().hash()));
    }

    @Test
    void the_template_counts_with_its_content() {
        Live one = Live.of(declared("gw:1"), Map.of());
        Live two = Live.of(declared("gw:2"), Map.of());

        assertThat(one.image()).isEqualTo("gw:1");
        assertThat(one.content().version()).isEqualTo("1");
        assertThat(two.hash()).isNotEqualTo(one.hash());
        assertThat(two.content().configuration()).isEqualTo(one.content().configuration());
    }

    private static DeclaredGateway declared(String image) {
        return new DeclaredGateway(
                Workload.of(Serialization.unmarshal(
                        "{\"metadata\": {\"name\": \"gw\"}, \"spec\": {\"template\": {\"spec\": {\"containers\": "
                                + "[{\"name\": \"gw\", \"image\": \"" + image + "\"}]}}}}",
                        Deployment.class)),
                new GatewaySettings(List.of()),
                Noise.KNOWN);
    }
}
