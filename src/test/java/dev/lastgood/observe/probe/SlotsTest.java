package dev.lastgood.observe.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may ask while others hang. */
class SlotsTest {

    private final Slots slots = new Slots(16);
    private final List<String> asked = new ArrayList<>();
    private final Deque<Slots.Turn> holding = new ArrayDeque<>();

    private void hang(String target, boolean isSlow) {
        slots.take(target, isSlow, place -> {
            asked.add(target);
            holding.add(place);
        });
    }

    private void answer(String target) {
        slots.take(target, false, place -> {
            asked.add(target);
            place.release();
        });
    }

    @Test
    void oneTargetHasAnEighth() {
        IntStream.range(0, 100).forEach(i -> hang("one", false));
        answer("other");

        assertThat(asked).containsExactly("one", "one", "other");
    }

    @Test
    void slowOnesHaveHalf() {
        IntStream.range(0, 100).forEach(i -> hang("slow-" + i, true));
        IntStream.range(0, 50).forEach(i -> answer("quick-" + i));

        assertThat(asked.stream().filter(a -> a.startsWith("slow"))).hasSize(8);
        assertThat(asked.stream().filter(a -> a.startsWith("quick"))).hasSize(50);
    }

    @Test
    void thereAreNeverMoreThanAll() {
        IntStream.range(0, 100).forEach(i -> hang("quick-" + i, false));

        assertThat(asked).hasSize(16);
        assertThat(slots.taken()).isEqualTo(16);
    }

    @Test
    void whoWaitsComesInOrderWhenAPlaceIsFree() {
        IntStream.range(0, 5).forEach(i -> hang("one", false));
        holding.poll().release();
        assertThat(asked).hasSize(3);

        while (!holding.isEmpty()) {
            holding.poll().release();
        }
        assertThat(asked).hasSize(5);
        assertThat(slots.taken()).isZero();
    }

    @Test
    void aCrowdThatIsDoneAtOnceIsNoDeepStack() {
        IntStream.range(0, 16).forEach(i -> hang("first-" + i, false));
        IntStream.range(0, 100_000).forEach(i -> answer("one"));

        holding.poll().release();

        assertThat(asked).hasSize(100_016);
        assertThat(slots.taken()).isEqualTo(15);
    }
}
