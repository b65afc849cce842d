package dev.lastgood.lib;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void aTreeEqualsTheOneThatIsReadFromItsText() {
        // A long in fabric8's class, an int for a parser.
        PodSpec spec =
                new PodSpecBuilder().withTerminationGracePeriodSeconds(30L).build();

        assertThat(Json.tree(spec)).isEqualTo(Json.parse(Json.bytes(Json.tree(spec))));
    }
}
