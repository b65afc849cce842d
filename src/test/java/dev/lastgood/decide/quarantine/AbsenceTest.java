package dev.lastgood.decide.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AbsenceTest {

    private static final Instant BEFORE = Instant.parse("2026-11-23T09:00:00Z");
    private static final Instant SINCE = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant AFTER = Instant.parse("2026-11-23T11:00:00Z");

    @Test
    void a_quarantine_that_is_gone_from_where_it_was_is_released() {
        assertThat(new Absence(BEFORE, BEFORE).isRelease(SINCE)).isTrue();
    }

    @Test
    void one_that_went_with_its_kind_or_its_namespace_is_not() {
        assertThat(new Absence(AFTER, BEFORE).isRelease(SINCE))
                .as("installed again")
                .isFalse();
        assertThat(new Absence(BEFORE, AFTER).isRelease(SINCE))
                .as("restored from a backup")
                .isFalse();
        assertThat(new Absence(null, BEFORE).isRelease(SINCE))
                .as("CRD terminating")
                .isFalse();
        assertThat(new Absence(BEFORE, null).isRelease(SINCE))
                .as("namespace terminating")
                .isFalse();
        assertThat(new Absence(BEFORE, BEFORE).isRelease(null)).as("unknown").isFalse();
    }
}
