package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrphanTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "never",
            textBlock =
                    """
                    owned as ever,                       true,  never,                No
                    nobody owns it for the first time,   false, never,                Begins
                    owned again,                         true,  2026-11-22T13:00:00Z, Ends
                    a day has not passed,                false, 2026-11-22T12:00:01Z, Waits
                    a day has passed,                    false, 2026-11-22T12:00:00Z, Remove
                    """)
    void outlivesItsOwnersByADay(String name, boolean owned, Instant since, Orphan expected) {
        assertThat(Orphan.of(owned, since, NOW)).isEqualTo(expected);
    }
}
