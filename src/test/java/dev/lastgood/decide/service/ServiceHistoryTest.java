package dev.lastgood.decide.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.ServiceTurn;
import dev.lastgood.api.probe.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceHistoryTest {

    private static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00.250Z");

    private static Instant at(int minute) {
        return BEGIN.plusSeconds(60L * minute);
    }

    private static ServiceHistory history() {
        return ServiceHistory.NONE
                .next("v1", at(0), Outcome.Good)
                .next("v2", at(10), Outcome.Bad)
                .next("v1", at(20), Outcome.Good);
    }

    @ParameterizedTest
    @CsvSource({"-5, v1", "0, v1", "9, v1", "10, v2", "19, v2", "20, v1", "99, v1"})
    void each_time_has_the_revision_that_served_then(int minute, String revision) {
        assertThat(history().at(at(minute))).contains(revision);
    }

    @Test
    void creation_times_have_whole_seconds() {
        assertThat(history().at(Instant.parse("2026-11-23T08:10:00Z"))).contains("v2");
        assertThat(history().at(Instant.parse("2026-11-23T08:09:59Z"))).contains("v1");
    }

    @Test
    void the_same_turn_is_one_turn_and_keeps_the_last_verdict_that_says_something() {
        ServiceHistory history = history().next("v1", at(20), null);
        assertThat(history.all()).hasSize(3);
        assertThat(history.all().get(0)).isEqualTo(new Turn("v1", at(20), null, Outcome.Good));
        assertThat(history.all().get(1).to()).isEqualTo(at(20));
        assertThat(history.next("v1", at(30), null).all()).as("it served anew").hasSize(4);
    }

    @Test
    void a_deployment_of_people_interrupts() {
        assertThat(history().isInterrupted(Set.of("v1", "v2"), at(5))).isFalse();
        assertThat(history().isInterrupted(Set.of("v1"), at(5))).isTrue();
        assertThat(history().isInterrupted(Set.of("v1"), at(15))).isFalse();
    }

    @Test
    void twenty_turns_are_kept() {
        ServiceHistory history = ServiceHistory.NONE;
        for (int i = 0; i < 50; i++) {
            history = history.next("v" + i, at(i), null).kept(Set.of());
        }
        assertThat(history.all()).hasSize(20);
        assertThat(history.all().get(0).revision()).isEqualTo("v49");
    }

    @Test
    void what_keeps_a_good_revision_from_being_restored_is_remembered_longest() {
        ServiceHistory history = history();
        for (int i = 3; i < 60; i++) {
            history = history.next("v" + i, at(10 * i), Outcome.Bad).kept(Set.of("v1", "v2"));
        }
        assertThat(history.all()).hasSize(20);
        assertThat(history.lastOf("v2")).map(Turn::verdict).contains(Outcome.Bad);
        assertThat(history.lastOf("v1")).as("was good when it served last").isEmpty();
        assertThat(history.lastOf("v41")).isPresent();
        assertThat(history.lastOf("v40")).isEmpty();
    }

    @Test
    void what_is_bad_for_one_model_of_the_workload_is_bad() {
        ServiceHistory other = ServiceHistory.NONE.next("v1", at(0), Outcome.Bad);
        ServiceHistory merged = ServiceHistory.merged(List.of(history(), other));
        assertThat(merged.all()).hasSize(3);
        assertThat(merged.all().get(2).verdict()).isEqualTo(Outcome.Bad);
    }

    @Test
    void it_is_remembered_in_the_status_and_what_others_write_there_is_passed_over() {
        ModelDeployment model = new ModelDeployment();
        model.setStatus(new ModelDeploymentStatus());
        model.getStatus().turns = RememberedTurns.next(model, turn("v1", at(0).toString()), Map.of(), Set::of);
        model.getStatus().turns = RememberedTurns.next(model, turn("v2", at(9).toString()), Map.of(), Set::of);
        assertThat(model.getStatus().turns).extracting(t -> t.revision).containsExactly("v2", "v1");
        assertThat(model.getStatus().turns.get(1).to).isEqualTo(at(9).toString());
        assertThat(RememberedTurns.of(model).all()).hasSize(2);

        model.getStatus().turns = List.of(turn("v1", "yesterday"), turn("v2", null));
        assertThat(RememberedTurns.of(model)).isEqualTo(ServiceHistory.NONE);
    }

    private static ServiceTurn turn(String revision, String from) {
        ServiceTurn turn = new ServiceTurn();
        turn.revision = revision;
        turn.from = from;
        return turn;
    }
}
