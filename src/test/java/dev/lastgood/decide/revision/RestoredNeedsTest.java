package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.decide.SettableClock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The good revision v1 has two ConfigMaps of its own, and v2 failed without them. */
class RestoredNeedsTest {

    private final GatewayStory gateway = new GatewayStory(new SettableClock());
    private RollbackMarker marker;

    @BeforeEach
    void rolledBack() {
        has(Map.of("rules", "d1", "prompts-5f", "d2"));
        gateway.rollsOut("v1").earnsGood();
        has(Map.of("rules", "", "prompts-6a", "d3"));
        gateway.rollsOut("v2");
        marker = new RollbackMarker(
                "6f1c", 1, gateway.revision("v2").name(), gateway.revision("v1").name());
        has(Map.of("rules", "", "prompts-5f", ""));
        gateway.declares("v1");
    }

    private void has(Map<String, String> configMaps) {
        gateway.named.clear();
        gateway.named.putAll(configMaps);
    }

    private Set<String> missing(String... absent) {
        return RestoredNeeds.missing(gateway.view(), marker, Set.of(absent));
    }

    @Test
    void whatTheFailedReleaseHadNotIsNeeded() {
        assertThat(missing("rules", "prompts-5f")).containsExactly("prompts-5f", "rules");
        assertThat(missing("rules")).containsExactly("rules");
        assertThat(missing()).isEmpty();
    }

    @Test
    void whatBothReleasesHadWasDeletedByItsOwner() {
        assertThat(missing(GatewayStory.PROMPTS)).isEmpty();
    }

    @Test
    void whatTheRestoredRevisionDidNotHaveIsNotNeeded() {
        assertThat(missing("optional", "prompts-6a")).isEmpty();
    }

    @Test
    void anotherTemplateNeedsNothingOfTheRestoredOne() {
        gateway.declares("v3");

        assertThat(missing("rules", "prompts-5f")).isEmpty();
    }

    @Test
    void withoutTheRevisionsNothingIsKnown() {
        gateway.revisions = gateway.revisions.stream()
                .filter(revision -> !revision.name().equals(marker.from()))
                .toList();

        assertThat(missing("rules", "prompts-5f")).isEmpty();
    }
}
