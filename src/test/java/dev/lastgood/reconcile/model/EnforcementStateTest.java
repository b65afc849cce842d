package dev.lastgood.reconcile.model;

import static dev.lastgood.decide.quarantine.Enforcement.Enforced;
import static dev.lastgood.decide.quarantine.Enforcement.NotEnforced;
import static dev.lastgood.decide.quarantine.Enforcement.Unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.decide.quarantine.Enforcement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How the API server's answers about a quarantine add up. */
class EnforcementStateTest {

    private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration EVERY = Duration.ofMinutes(10);

    private Instant now = BEGIN;
    private EnforcementState state = EnforcementState.begin(Set.of("v2"), Unknown, BEGIN);

    @Test
    void it_is_asked_a_moment_after_the_beginning_and_at_long_intervals_while_it_is_enforced() {
        assertThat(state.next()).isEqualTo(BEGIN.plusSeconds(1));

        answered(Enforced, EVERY);
        assertThat(state.enforcement()).isEqualTo(Enforced);
    }

    @Test
    void only_the_third_miss_in_a_row_counts_and_the_pause_doubles_until_then() {
        answered(NotEnforced, Duration.ofSeconds(2));
        assertThat(state.enforcement()).isEqualTo(Unknown);
        answered(NotEnforced, Duration.ofSeconds(4));
        assertThat(state.enforcement()).isEqualTo(Unknown);
        answered(NotEnforced, Duration.ofSeconds(8));
        assertThat(state.enforcement()).isEqualTo(NotEnforced);
    }

    @Test
    void an_answer_that_says_nothing_changes_nothing_and_breaks_the_row() {
        answered(Enforced, EVERY);
        answered(NotEnforced, Duration.ofSeconds(2));
        answered(NotEnforced, Duration.ofSeconds(4));
        answered(Unknown, Duration.ofSeconds(25));
        answered(NotEnforced, Duration.ofSeconds(2));

        assertThat(state.enforcement()).isEqualTo(Enforced);
    }

    @Test
    void policies_that_are_followed_half_a_minute_after_their_installation_are_known_within_a_minute() {
        Instant followed = BEGIN.plusSeconds(31);
        while (state.enforcement() != Enforced) {
            now = state.next();
            state = state.askingAgain(null).answered(now.isBefore(followed) ? NotEnforced : Enforced, now, EVERY);
        }

        assertThat(Duration.between(BEGIN, now)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void only_an_answer_about_what_is_kept_out_now_is_a_proof() {
        assertThat(state.isProven()).isFalse();
        answered(Enforced, EVERY);
        assertThat(state.isProven()).isTrue();

        state = EnforcementState.begin(Set.of("v2", "v3"), state.enforcement(), now);
        assertThat(state.isProven()).isFalse();
    }

    private void answered(Enforcement answer, Duration pause) {
        now = now.plusSeconds(60);
        state = state.askingAgain(null);
        assertThat(state.isBeingAsked()).isTrue();
        state = state.answered(answer, now, EVERY);
        assertThat(state.next()).isEqualTo(now.plus(pause));
    }
}
