package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutTest {

    @ParameterizedTest
    @CsvSource({
        "PT10M, PT10M, PT10M30S",
        "PT59M30S, PT59M30S, PT1H",
        "PT1H, PT1H, PT1H",
        "PT2147483647S, PT1H, PT1H",
        ", PT10M, PT10M"
    })
    void a_deadline_of_years_is_none(Duration progressDeadline, Duration patience, Duration rollbackDeadline) {
        Rollout rollout = new Rollout("1", 1, 1, new Replicas(3, 3, 3, 3, true), false, null, progressDeadline);
        assertThat(rollout.patience()).isEqualTo(patience);
        assertThat(rollout.rollbackDeadline()).isEqualTo(rollbackDeadline);
    }
}
