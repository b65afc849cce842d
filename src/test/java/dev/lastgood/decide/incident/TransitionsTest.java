package dev.lastgood.decide.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransitionsTest {
    private static final Set<String> LEGAL = Set.of(
            "null -> Open",
            "Open -> Suggested",
            "Open -> Stabilizing",
            "Open -> Mitigated",
            "Open -> NeedsHuman",
            "Open -> RecordedOnly",
            "Open -> Resolved",
            "Open -> Closed",
            "Suggested -> Open",
            "Suggested -> Stabilizing",
            "Suggested -> Mitigated",
            "Suggested -> NeedsHuman",
            "Suggested -> Resolved",
            "Suggested -> Closed",
            "Stabilizing -> Mitigated",
            "Stabilizing -> NeedsHuman",
            "Stabilizing -> Closed",
            "NeedsHuman -> Open",
            "NeedsHuman -> Suggested",
            "NeedsHuman -> Stabilizing",
            "NeedsHuman -> Mitigated",
            "NeedsHuman -> Resolved",
            "NeedsHuman -> Closed",
            "Mitigated -> Open",
            "Mitigated -> Stabilizing",
            "Mitigated -> Resolved",
            "Mitigated -> Closed",
            "Resolved -> Closed");

    static Stream<Arguments> pairs() {
        return Stream.concat(Stream.of((Phase) null), Arrays.stream(Phase.values()))
                .flatMap(from -> Arrays.stream(Phase.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("pairs")
    void every_pair_of_phases(Phase from, Phase to) {
        boolean legal = LEGAL.contains(from + " -> " + to);
        assertThat(Transitions.allows(from, to)).isEqualTo(legal);

        if (!legal && from != to) {
            AIIncidentStatus status = new AIIncidentStatus();
            status.phase = from;
            StatusDraft draft = new StatusDraft(IncidentStory.incident("i"), status, new SettableClock());
            assertThatThrownBy(() -> draft.phase(to, Reason.InternalError, "a fault"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("an incident in phase " + from + " cannot become " + to);
        }
    }

    @Test
    void staying_is_no_transition_and_leaves_no_line() {
        AIIncidentStatus status = new AIIncidentStatus();
        status.phase = Phase.Resolved;
        StatusDraft draft = new StatusDraft(IncidentStory.incident("i"), status, new SettableClock());

        draft.phase(Phase.Resolved, Reason.ResolutionGiven, "again");

        assertThat(draft.status.timeline).isEmpty();
        assertThat(draft.status.times.resolved).isNull();
    }
}
