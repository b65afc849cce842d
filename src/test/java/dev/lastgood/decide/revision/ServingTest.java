package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServingTest {
    private final List<Revision> revisions = List.of(
            Revisions.named("first").served("2026-11-23T08:00:00.700Z").build(),
            Revisions.named("second").served("2026-11-23T09:00:00.700Z").build(),
            Revisions.named("never").build());

    @Test
    void the_one_that_last_began_serves() {
        assertThat(Serving.now(revisions).map(Revision::name)).contains("second");
        assertThat(Serving.now(List.of())).isEmpty();
    }
}
