package dev.lastgood.decide.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Revisions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownRevisionsTest {

    private static final Instant SINCE = Instant.parse("2026-11-23T09:00:00Z");

    private final Revision good =
            Revisions.named("good").state(RevisionState.Good).build();
    private final Revision failed =
            Revisions.named("failed").state(RevisionState.Candidate).build();
    private final Revision marked =
            Revisions.named("marked").state(RevisionState.Quarantined).build();

    private final KnownRevisions known = new KnownRevisions(
            List.of(good, failed, marked), List.of(keptOut("failed"), keptOut("marked"), keptOut("gone")));

    @Test
    void one_that_is_kept_out_is_quarantined_before_that_is_recorded_on_it() {
        assertThat(known.all())
                .extracting(Revision::name, Revision::state)
                .containsExactly(
                        tuple("good", RevisionState.Good),
                        tuple("failed", RevisionState.Quarantined),
                        tuple("marked", RevisionState.Quarantined));
    }

    @Test
    void only_what_is_not_recorded_yet_is_to_be_marked() {
        assertThat(known.notYetMarked()).singleElement().satisfies(mark -> {
            assertThat(mark.before()).isEqualTo(failed);
            assertThat(mark.after().state()).isEqualTo(RevisionState.Quarantined);
            assertThat(mark.after().incident()).isEqualTo("i1");
        });
    }

    @Test
    void what_keeps_out_a_revision_that_does_not_exist_is_a_stray() {
        assertThat(known.strays(Set.of("good", "failed", "marked")))
                .extracting(KeptOut::revision)
                .containsExactly("gone");
        assertThat(known.strays(Set.of("failed", "marked", "gone")))
                .as("a revision that cannot be read exists")
                .isEmpty();
    }

    private static KeptOut keptOut(String revision) {
        return new KeptOut(revision + "-quarantine", revision, "i1", SINCE, true, false);
    }
}
