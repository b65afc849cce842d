package dev.lastgood.reconcile.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboxTest {

    private static final Owner OWNER = new Owner("uid-1", "ai", "quotes");
    private static final Owner SAME_NAME = new Owner("uid-2", "ai", "quotes");
    private static final String PENDING = "pending";

    /** The threads of one pool. */
    private static final int THREADS = 4;

    private final AtomicLong nanos = new AtomicLong();
    private final List<Owner> woken = Collections.synchronizedList(new ArrayList<>());
    private final List<String> performed = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final WorkPool pool = new WorkPool("test", THREADS);
    private final WorkPool otherPool = new WorkPool("test-other", THREADS);
    private final Outbox<String, String> outbox =
            new Outbox<>(new Pause<>(Duration.ofSeconds(1), PENDING::equals), woken::add, nanos::get);

    @AfterEach
    void stop() {
        hanging.countDown();
        WorkPool.stop(List.of(pool, otherPool), Duration.ofSeconds(10));
    }

    private void submit(Owner owner, String key, Supplier<String> action) {
        outbox.submit(pool, new Work<>(owner, key, key, () -> {
            performed.add(owner.uid() + "/" + key);
            return action.get();
        }));
    }

    private void submit(Owner owner, String key, String result) {
        submit(owner, key, () -> result);
    }

    /** Work that does not end before the test lets it. */
    private String hang() {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "late";
    }

    /** Whatever was submitted to the pool has ended, and its owner was woken. */
    private void awaitAll() {
        hanging.countDown();
        CountDownLatch all = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            while (!pool.execute("barrier", () -> {
                all.countDown();
                awaitLatch(all);
            })) {
                Thread.onSpinWait();
            }
        }
        awaitLatch(all);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_result_wakes_its_owner_and_is_kept_until_it_is_acknowledged() {
        submit(OWNER, "a", "done");
        awaitAll();

        assertThat(woken).containsExactly(OWNER);
        assertThat(outbox.results(OWNER)).isEqualTo(Map.of("a", "done"));
        submit(OWNER, "a", "again");
        awaitAll();
        assertThat(performed)
                .as("not repeated while the status does not have it")
                .containsExactly("uid-1/a");

        outbox.acknowledge(OWNER, Map.of("a", "done"));
        assertThat(outbox.results(OWNER)).isEmpty();
        submit(OWNER, "a", "again");
        awaitAll();
        assertThat(outbox.results(OWNER)).isEqualTo(Map.of("a", "again"));
    }

    @Test
    void only_what_the_status_has_is_dropped() {
        submit(OWNER, "a", "newer");
        submit(OWNER, "b", "done");
        awaitAll();

        outbox.acknowledge(OWNER, Map.of("a", "older", "b", "done"));

        assertThat(outbox.results(OWNER)).isEqualTo(Map.of("a", "newer"));
    }

    @Test
    void the_same_work_is_under_way_once() {
        submit(OWNER, "a", this::hang);
        submit(OWNER, "a", "second");
        submit(OWNER, "b", "other work");
        submit(SAME_NAME, "a", "of another object");
        awaitAll();

        assertThat(performed).containsExactlyInAnyOrder("uid-1/a", "uid-1/b", "uid-2/a");
        assertThat(outbox.results(OWNER)).isEqualTo(Map.of("a", "late", "b", "other work"));
        assertThat(outbox.results(SAME_NAME)).isEqualTo(Map.of("a", "of another object"));
    }

    @Test
    void a_pause_follows_what_was_in_vain() {
        submit(OWNER, "a", PENDING);
        awaitAll();
        assertThat(outbox.results(OWNER)).as("the status says it").isEqualTo(Map.of("a", PENDING));
        outbox.acknowledge(OWNER, Map.of("a", PENDING));

        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        submit(OWNER, "a", "too early");
        submit(OWNER, "b", "other work");
        awaitAll();
        assertThat(performed).containsExactly("uid-1/a", "uid-1/b");

        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        submit(OWNER, "a", "done");
        awaitAll();
        assertThat(outbox.results(OWNER)).containsEntry("a", "done");
    }

    @Test
    void no_pause_follows_anything_if_the_caller_decides_when_to_try_again() {
        Outbox<String, String> impatient = new Outbox<>(Pause.never(), woken::add);
        Work<String, String> work = new Work<>(OWNER, "a", "a", () -> {
            performed.add("a");
            return PENDING;
        });
        impatient.submit(pool, work);
        awaitAll();
        impatient.acknowledge(OWNER, Map.of("a", PENDING));
        impatient.submit(pool, work);
        awaitAll();
        assertThat(performed).containsExactly("a", "a");
    }

    @Test
    void nothing_is_kept_of_an_object_that_was_deleted() {
        submit(OWNER, "a", "done");
        submit(OWNER, "b", PENDING);
        submit(SAME_NAME, "a", "of another object");
        awaitAll();

        outbox.evict(OWNER.uid());

        assertThat(outbox.results(OWNER)).isEmpty();
        assertThat(outbox.results(SAME_NAME)).isEqualTo(Map.of("a", "of another object"));
    }

    @Test
    void an_object_with_the_name_of_a_deleted_one_starts_empty() {
        submit(OWNER, "a", PENDING);
        awaitAll();
        outbox.evict(OWNER.uid());

        assertThat(outbox.results(SAME_NAME)).isEmpty();
        submit(SAME_NAME, "a", "done");
        awaitAll();
        assertThat(outbox.results(SAME_NAME)).isEqualTo(Map.of("a", "done"));
    }

    @Test
    void work_that_ends_after_its_object_was_deleted_leaves_nothing() {
        submit(OWNER, "a", this::hang);
        outbox.evict(OWNER.uid());
        awaitAll();

        assertThat(performed).as("what was asked for is done").containsExactly("uid-1/a");
        assertThat(outbox.results(OWNER)).isEmpty();
        assertThat(woken).isEmpty();
    }

    @Test
    void a_reconcile_that_outlives_its_object_submits_nothing() {
        submit(OWNER, "a", "done");
        awaitAll();
        outbox.evict(OWNER.uid());

        submit(OWNER, "a", "twice");
        awaitAll();

        assertThat(performed).containsExactly("uid-1/a");
        assertThat(outbox.results(OWNER)).isEmpty();
    }

    @Test
    void what_a_full_pool_refuses_can_be_submitted_again() {
        for (int i = 0; i < 2 * THREADS; i++) {
            submit(SAME_NAME, "hanging " + i, this::hang);
        }
        submit(OWNER, "a", "refused");
        awaitAll();
        assertThat(performed).doesNotContain("uid-1/a");
        assertThat(outbox.results(OWNER)).isEmpty();

        submit(OWNER, "a", "done");
        awaitAll();
        assertThat(outbox.results(OWNER)).isEqualTo(Map.of("a", "done"));
    }

    @Test
    void work_that_fails_has_no_result_and_can_be_submitted_again() {
        submit(OWNER, "a", () -> {
            throw new IllegalStateException("a fault");
        });
        awaitAll();
        assertThat(outbox.results(OWNER)).isEmpty();
        assertThat(woken).isEmpty();

        submit(OWNER, "a", "done");
        awaitAll();
        assertThat(outbox.results(OWNER)).isEqualTo(Map.of("a", "done"));
    }

    @Test
    void a_listener_that_fails_costs_no_result() {
        Outbox<String, String> deaf = new Outbox<>(Pause.never(), owner -> {
            throw new IllegalStateException("a fault");
        });
        deaf.submit(pool, new Work<>(OWNER, "a", "a", () -> "done"));
        deaf.submit(pool, new Work<>(OWNER, "b", "b", () -> "done too"));
        awaitAll();

        assertThat(deaf.results(OWNER)).isEqualTo(Map.of("a", "done", "b", "done too"));
    }

    @Test
    void a_pool_that_hangs_delays_no_other() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < THREADS + 1; i++) {
            submit(OWNER, "hanging " + i, this::hang);
        }

        outbox.submit(otherPool, new Work<>(OWNER, "a", "a", () -> {
            done.countDown();
            return "done";
        }));

        done.await(); // never, if it waited for what hangs
        WorkPool.stop(List.of(otherPool), Duration.ofSeconds(10));
        assertThat(outbox.results(OWNER)).isEqualTo(Map.of("a", "done"));
    }

    @Test
    void a_pool_that_stops_ends_what_is_under_way_and_leaves_what_waits() throws InterruptedException {
        CountDownLatch underWay = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            submit(OWNER, "under way " + i, () -> {
                underWay.countDown();
                return hang();
            });
        }
        submit(OWNER, "waits", "done");
        underWay.await();
        Thread stopping = new Thread(() -> WorkPool.stop(List.of(pool), Duration.ofSeconds(30)));
        stopping.start();
        // It waits for what is under way: by then the pool takes nothing more.
        while (stopping.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(pool.execute("too late", () -> {})).isFalse();
        hanging.countDown();
        stopping.join();

        assertThat(outbox.results(OWNER)).hasSize(THREADS).doesNotContainKey("waits");
    }
}
