package dev.lastgood.rest.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The same request has the same name wherever it is asked, and another one another. */
class RollbackIncidentTest {

    private static final RollbackRequest REQUEST =
            new RollbackRequest("1.0", "a1b2c3d", "why", null, "4bf9", null, null);

    private static ModelDeployment model(String name, String uid) {
        ModelDeployment model = new ModelDeployment();
        model.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ai")
                .withName(name)
                .withUid(uid)
                .build());
        return model;
    }

    private static Optional<AIIncident> ended(String uid) {
        AIIncident incident = new AIIncident();
        incident.setMetadata(new ObjectMetaBuilder().withUid(uid).build());
        return Optional.of(incident);
    }

    private static String next(String target, Optional<AIIncident> ended, int n) {
        return RollbackIncident.nameOfNext(model("pricing", "u1"), target, ended, Optional.empty(), n);
    }

    @Test
    void aNameSaysWhatTheRequestIsAbout() {
        assertThat(next("1.0", Optional.empty(), 1))
                .isEqualTo(next("1.0", Optional.empty(), 1))
                .matches("pricing-rollback-[0-9a-f]{16}");
        assertThat(Set.of(
                        next("1.0", Optional.empty(), 1),
                        next("1.1", Optional.empty(), 1),
                        next(null, Optional.empty(), 1),
                        next("1.0", ended("e1"), 1),
                        next("1.0", ended("e2"), 1),
                        next("1.0", Optional.empty(), 2),
                        RollbackIncident.nameForKey(model("pricing", "u1"), "1.0"),
                        RollbackIncident.nameForKey(model("pricing", "u2"), "1.0"),
                        RollbackIncident.nameForKey(model("pricing", "u1"), "next")))
                .hasSize(9);
    }

    @Test
    void aLongNameIsCutWhereANameMayEnd() {
        String name = RollbackIncident.nameForKey(model("a".repeat(39) + ".b", "u1"), "key");

        assertThat(name).matches("a{39}-rollback-[0-9a-f]{16}");
    }

    @Test
    void anIncidentKnowsItsRequest() {
        AIIncident incident = RollbackIncident.of(model("pricing", "u1"), "x", REQUEST, "ada");

        assertThat(RollbackIncident.isFor(incident, REQUEST)).isTrue();
        assertThat(RollbackIncident.isFor(incident, RollbackRequest.EMPTY)).isFalse();
        assertThat(RollbackIncident.isOf(incident, "1.0")).isTrue();
        assertThat(RollbackIncident.isOf(incident, null)).isFalse();
        assertThat(RollbackIncident.isOf(ended("e1").orElseThrow(), null)).isFalse();
    }

    @Test
    void aLongUserIsCutToWhatTheIncidentHolds() {
        AIIncident incident = RollbackIncident.of(model("pricing", "u1"), "x", REQUEST, "u".repeat(1000) + "\n");

        assertThat(incident.getSpec().requestedBy).hasSizeLessThanOrEqualTo(256).doesNotContain("\n");
    }
}
