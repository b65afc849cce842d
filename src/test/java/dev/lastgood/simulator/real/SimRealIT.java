package dev.lastgood.simulator.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.notify.Receivers;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.probe.ProbedModel;
import dev.lastgood.simulator.history.Event;
import dev.lastgood.simulator.history.History;
import dev.lastgood.suite.Belongings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The model world of the simulator is as the real one: short histories come to the same in both, after each of their events.
 * {@code -Psim-real} plays as many as one wants, from a seed. On a loaded machine one in some dozens does not, so {@code verify} plays none.
 */
@RealApiServer
@EnabledIfSystemProperty(named = "sim.real.histories", matches = "[0-9]+")
class SimRealIT {

    private static final int HISTORIES = Integer.getInteger("sim.real.histories", 10);
    private static final long SEED = Long.getLong("sim.real.seed", 11);
    private static final int SIDE_BY_SIDE = 10;

    private static final Map<String, ProbedModel> SERVERS = new ConcurrentHashMap<>();

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static Receivers receivers;
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() throws IOException {
        receivers = BELONGINGS.own(new Receivers());
        BELONGINGS.own(() -> SERVERS.values().forEach(ProbedModel::close));
        operator = BELONGINGS.own(ProbedModel.operator(
                SERVERS,
                HISTORIES,
                Map.of("LASTGOOD_NOTIFY_PAGERDUTY_URL", receivers.url(), "LASTGOOD_NOTIFY_ALLOW_HTTP", "true")));
    }

    @Test
    void bothWorldsComeToTheSame() throws InterruptedException {
        ExecutorService players = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        BELONGINGS.own(players::shutdownNow);
        Map<Long, Future<?>> played = new TreeMap<>();
        for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
            History history = ShortHistories.of(seed);
            played.put(seed, players.submit(() -> play(history)));
        }
        List<String> failures = new ArrayList<>();
        for (Map.Entry<Long, Future<?>> each : played.entrySet()) {
            try {
                each.getValue().get();
            } catch (ExecutionException e) {
                failures.add("seed " + each.getKey() + ": " + ShortHistories.of(each.getKey()) + "\n" + e.getCause());
            }
        }
        assertThat(failures).isEmpty();
    }

    private static void play(History history) {
        Stage stage = operator.stage();
        if (history.terms().admission) {
            QuarantinePolicy.cover(stage.plane(), stage.namespace());
        }
        RealWorld world = new RealWorld(
                stage, SERVERS.get(stage.namespace()), receivers, history.terms(), ModelWorld.model(history));
        world.begin();
        world.awaits("the beginning", ModelWorld.after(history, 0));
        int number = 0;
        for (Event event : history.events()) {
            number++;
            world.happens(event.what());
            world.awaits("event " + number + ", " + event.what(), ModelWorld.after(history, number));
        }
    }
}
