package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.model.RevisionState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LastGoodTest {
    private static final Revision SUSPECT =
            Revisions.named("suspect").number(9).served("2026-11-23T09:00:00Z").build();

    static Stream<Arguments> cases() {
        Revision early = good("early").number(1).served("2026-11-20T00:00:00Z").build();
        Revision late = good("late").number(2).served("2026-11-21T00:00:00Z").build();
        Revision returned =
                good("returned").number(1).served("2026-11-22T00:00:00Z").build();
        Revision declared = good("declared").number(8).build();
        Revision candidate = Revisions.named("candidate")
                .number(8)
                .served("2026-11-23T00:00:00Z")
                .build();
        Revision quarantined =
                good("quarantined").state(RevisionState.Quarantined).number(8).build();
        Revision same =
                good("same").hash(SUSPECT.hash()).served("2026-11-23T01:00:00Z").build();
        Revision floor =
                good("floor").number(3).served("2026-11-19T00:00:00Z").floor().build();
        return Stream.of(
                argumentSet("nothing is remembered", List.of(), null),
                argumentSet("the one that served most recently", List.of(early, late), "late"),
                argumentSet("not the newest but the one that returned", List.of(late, returned), "returned"),
                argumentSet("never the one before that is only a candidate", List.of(early, candidate), "early"),
                argumentSet("only candidates", List.of(candidate), null),
                argumentSet("never a quarantined one", List.of(quarantined), null),
                argumentSet("never the suspect's content", List.of(same, early), "early"),
                argumentSet("a declared one that never served comes last", List.of(declared, early), "early"),
                argumentSet("a declared one rather than none", List.of(declared), "declared"),
                argumentSet("nothing older than the floor", List.of(late, floor), "floor"),
                argumentSet(
                        "newer than the floor",
                        List.of(
                                floor,
                                good("n")
                                        .number(4)
                                        .served("2026-11-22T00:00:00Z")
                                        .build()),
                        "n"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_last_good_is(List<Revision> revisions, String expected) {
        assertThat(LastGood.of(revisions, SUSPECT, Reputation.NONE)
                        .map(Revision::name)
                        .orElse(null))
                .isEqualTo(expected);
    }

    private static Revisions good(String name) {
        return Revisions.named(name).state(RevisionState.Good);
    }
}
