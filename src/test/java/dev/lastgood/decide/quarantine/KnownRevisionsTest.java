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
    private final Revision deleted =
            Revisions.named("deleted").state(RevisionState.Quarantined).build();
    private final Revision unseen =
            Revisions.named("unseen").state(RevisionState.Quarantined).build();

    private final KnownRevisions known = new KnownRevisions(
            List.of(good, failed, marked, deleted, unseen),
            List.of(keptOut("failed"), keptOut("marked"), keptOut("gone")),
            Set.of("deleted"));

    @Test
    void one_that_is_kept_out_is_quarantined_before_that_is_recorded_on_it() {
        assertThat(known.all())
                .extracting(Revision::name, Revision::state)
                .containsExactly(
                        tuple("good", RevisionState.Good),
                        tuple("failed", RevisionState.Quarantined),
                        tuple("marked", RevisionState.Quarantined),
                        tuple("deleted", RevisionState.Quarantined),
                        tuple("unseen", RevisionState.Quarantined));
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
    void that_something_keeps_a_revision_out_is_recorded_once_it_is_marked() {
        assertThat(known.notYetRecorded()).containsExactly("marked");
    }

    @Test
    void only_what_was_seen_to_be_kept_out_is_abandoned_when_nothing_keeps_it_out() {
        assertThat(known.abandoned(SINCE)).singleElement().satisfies(mark -> {
            assertThat(mark.before()).isEqualTo(deleted);
            assertThat(mark.after().state()).isEqualTo(RevisionState.Candidate);
            assertThat(mark.after().reason()).isEqualTo("Released");
            assertThat(mark.after().incident()).isNull();
        });
    }

    private static KeptOut keptOut(String revision) {
        return new KeptOut(revision, "i1", SINCE, false, true);
    }
}
