package dev.lastgood.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BelongingsTest {

    private final List<String> closed = new ArrayList<>();
    private final Belongings belongings = new Belongings();

    private AutoCloseable thing(String name) {
        return () -> closed.add(name);
    }

    @Test
    void theNewestIsClosedFirstAndEachOnce() {
        belongings.own(thing("control plane"));
        belongings.own(thing("operator"));

        belongings.close();
        belongings.close();

        assertThat(closed).containsExactly("operator", "control plane");
    }

    @Test
    void oneThatFailsKeepsNoOtherOpen() {
        belongings.own(thing("control plane"));
        belongings.own(() -> {
            throw new IllegalArgumentException("stuck");
        });

        assertThatThrownBy(belongings::close).hasSuppressedException(new IllegalArgumentException("stuck"));
        assertThat(closed).containsExactly("control plane");
    }

    @Test
    void nothingWasMadeAndNothingIsClosed() {
        belongings.close();

        assertThat(closed).isEmpty();
    }

    @Test
    void whatComesAfterTheEndIsClosedAtOnce() {
        belongings.close();

        assertThatThrownBy(() -> belongings.own(thing("late"))).isInstanceOf(IllegalStateException.class);
        assertThat(closed).containsExactly("late");
    }
}
