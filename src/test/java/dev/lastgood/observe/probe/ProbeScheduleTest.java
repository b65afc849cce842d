package dev.lastgood.observe.probe;

import static dev.lastgood.kube.Eventually.eventually;
import static dev.lastgood.observe.probe.ProbingFixture.probe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.config.ProbesConfig;
import dev.lastgood.decide.probe.Sample;
import dev.lastgood.observe.probe.http.KnownServices;
import dev.lastgood.suite.Slow;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When probes are asked, on a real server. */
@Slow
class ProbeScheduleTest {

    private static final String QUICK = "every: 1s\nhttp: {serviceRef: {name: gateway, port: 80}, path: /ok}";
    private static final String HANGING =
            "every: 1s\ntimeout: 30s\nhttp: {serviceRef: {name: gateway, port: 80}, path: /hang}";

    private final FaultServer server = new FaultServer();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, List<Sample>> samples = new ConcurrentHashMap<>();
    private final ProbeSchedule schedule = new ProbeSchedule(
            new Settings(
                    Optional.empty(),
                    1024,
                    32,
                    Optional.of(List.of(
                            "ai/gateway:80=127.0.0.1:" + server.port(),
                            "ai/hanging-0:80=127.0.0.1:" + server.port(),
                            "ai/hanging-1:80=127.0.0.1:" + server.port()))),
            new KnownServices(),
            (namespace, ref) -> Optional.empty(),
            Clock.systemUTC(),
            registry);

    private record Settings(
            Optional<String> prometheusUrl, int maxBody, int concurrency, Optional<List<String>> addresses)
            implements ProbesConfig {}

    ProbeScheduleTest() {
        schedule.onSample((namespace, model, sample) -> {
            throw new IllegalStateException("a listener that fails is not in the way of others");
        });
        schedule.onSample((namespace, model, sample) -> samples.computeIfAbsent(
                        model + "/" + sample.probe(), k -> new CopyOnWriteArrayList<>())
                .add(sample));
    }

    @AfterEach
    void stop() {
        schedule.stop();
        server.close();
    }

    private static ModelDeployment model(String name, long generation, Probe... probes) {
        ModelDeployment model = new ModelDeployment();
        model.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ai")
                .withName(name)
                .withUid("uid-" + name)
                .withGeneration(generation)
                .build());
        model.setSpec(new ModelDeploymentSpec());
        model.getSpec().probes = List.of(probes);
        return model;
    }

    private static Probe named(String name, String yaml) {
        Probe probe = probe(yaml);
        probe.name = name;
        return probe;
    }

    private List<Sample> of(String key) {
        return samples.getOrDefault(key, List.of());
    }

    @Test
    void aSampleTellsWhatWasAskedWhenAndHowLongItTook() {
        schedule.set(model("pricing", 1, probe(QUICK)));

        eventually("two samples", () -> assertThat(of("pricing/status")).hasSizeGreaterThanOrEqualTo(2));

        Sample sample = of("pricing/status").get(0);
        assertThat(sample.outcome()).isEqualTo(Outcome.Good);
        assertThat(sample.reason()).isEqualTo(Reason.AsExpected);
        assertThat(sample.took()).isPositive();
        assertThat(of("pricing/status").get(1).at()).isAfter(sample.at());
        assertThat(registry.counter("lastgood.probe.samples", "trigger", "GatewayErrors", "outcome", "Good")
                        .count())
                .isGreaterThanOrEqualTo(2);
        assertThat(registry.get("lastgood.probe.lateness").timer().count()).isGreaterThanOrEqualTo(2);
    }

    /** A hundred probes of one slow target, which would take all places, and probes whose targets are quick. */
    @Test
    void targetsThatHangDelayNobodyAndPileNothingUp() {
        List<Probe> hanging = new ArrayList<>();
        List<Probe> quick = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hanging.add(named("hanging-" + i, HANGING.replace("gateway", "hanging-" + i % 2)));
            quick.add(named("quick-" + i, QUICK));
        }
        schedule.set(model("hanging", 1, hanging.toArray(Probe[]::new)));
        eventually("they hang", () -> assertThat(server.asked("/hang")).isGreaterThanOrEqualTo(4));
        schedule.set(model("quick", 1, quick.toArray(Probe[]::new)));
        schedule.set(model("clock", 1, named("clock", "every: 1s\nprometheus: {query: up, badWhen: '== 0'}")));

        // The probe without a target is the clock: it counts the periods.
        eventually("five periods", () -> assertThat(of("clock/clock")).hasSizeGreaterThanOrEqualTo(6));

        assertThat(quick).allSatisfy(probe -> assertThat(of("quick/" + probe.name))
                .as(probe.name)
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(sample -> sample.outcome() == Outcome.Good));
        // An eighth of the places for each of the two targets, and no probe twice.
        assertThat(server.asked("/hang")).isBetween(4, 8);
        assertThat(registry.counter("lastgood.probe.skipped").count()).isPositive();
    }

    @Test
    void whatDidNotChangeGoesOnAndWhatDidBeginsAnew() {
        Probe once = named("once", "every: 24h\nprometheus: {query: up, badWhen: '== 0'}");
        schedule.set(model("pricing", 1, named("kept", QUICK), named("changed", QUICK), named("gone", QUICK), once));
        eventually("all run", () -> assertThat(samples.keySet())
                .contains("pricing/kept", "pricing/changed", "pricing/gone"));

        schedule.set(model("pricing", 2, named("kept", QUICK), named("changed", QUICK.replace("/ok", "/500")), once));

        eventually("the changed one asks anew", () -> assertThat(of("pricing/changed"))
                .anyMatch(sample -> sample.outcome() == Outcome.Bad));
        int gone = of("pricing/gone").size();
        int kept = of("pricing/kept").size();
        eventually("the kept one goes on", () -> assertThat(of("pricing/kept")).hasSizeGreaterThan(kept + 2));
        assertThat(of("pricing/gone")).hasSize(gone);
        List<Sample> all = of("pricing/kept");
        for (int i = 1; i < all.size(); i++) {
            assertThat(Duration.between(all.get(i - 1).at(), all.get(i).at()))
                    .as("no sample out of turn")
                    .isGreaterThan(Duration.ofMillis(200));
        }
    }

    @Test
    void aModelThatIsGoneIsAskedNoMore() {
        schedule.set(model("pricing", 1, probe(QUICK)));
        schedule.set(model("quoting", 1, probe(QUICK)));
        eventually("both run", () -> assertThat(samples).containsKeys("pricing/status", "quoting/status"));

        schedule.remove("ai", "pricing");
        schedule.set(model("quoting", 2));
        eventually(
                "a last sample may come", () -> assertThat(server.asked("/ok")).isPositive());
        schedule.set(model("clock", 1, probe(QUICK)));
        int pricing = of("pricing/status").size();
        int quoting = of("quoting/status").size();
        eventually("three periods", () -> assertThat(of("clock/status")).hasSizeGreaterThanOrEqualTo(4));

        assertThat(of("pricing/status").size() - pricing).isLessThanOrEqualTo(1);
        assertThat(of("quoting/status").size() - quoting).isLessThanOrEqualTo(1);

        schedule.set(model("pricing", 1, probe(QUICK)));
        eventually("it comes back", () -> assertThat(of("pricing/status")).hasSizeGreaterThan(pricing + 1));
    }

    @Test
    void aProbeThatCannotBeReadSaysSoAndOthersRun() {
        Probe odd = named("odd", "every: often\ntimeout: 1e9h\nhttp: {path: 5}");
        odd.every = "1s";
        schedule.set(model("pricing", 1, odd, named("none", "every: 1s"), named("fine", QUICK)));

        eventually("all three tell", () -> assertThat(samples.keySet())
                .contains("pricing/odd", "pricing/none", "pricing/fine"));

        assertThat(of("pricing/odd").get(0).reason()).isEqualTo(Reason.ProbeInvalid);
        assertThat(of("pricing/none").get(0).reason()).isEqualTo(Reason.ProbeInvalid);
        assertThat(of("pricing/fine").get(0).outcome()).isEqualTo(Outcome.Good);
    }

    @Test
    void withoutAPrometheusItsProbesAreUnknown() {
        schedule.set(model("pricing", 1, probe("every: 1s\nprometheus: {query: up, badWhen: '== 0'}")));

        eventually("a sample", () -> assertThat(of("pricing/status")).isNotEmpty());
        assertThat(of("pricing/status").get(0).reason()).isEqualTo(Reason.PrometheusNotConfigured);
        assertThat(of("pricing/status").get(0).message()).contains("lastgood.probes.prometheus-url");
    }

    @Test
    void withoutAProbeNothingIsStarted() {
        schedule.set(model("pricing", 1));
        schedule.remove("ai", "pricing");

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void firstSamplesAreSpreadOverThePeriod() {
        List<Double> shares = IntStream.range(0, 1000)
                .mapToObj(i -> ProbePlan.of("ai", "model-" + i, probe(QUICK)).firstAfter())
                .map(after -> after.toMillis() / 1000.0)
                .toList();

        assertThat(shares).allMatch(share -> share >= 0 && share < 1);
        for (int tenth = 0; tenth < 10; tenth++) {
            double from = tenth / 10.0;
            assertThat(shares.stream().filter(s -> s >= from && s < from + 0.1).count())
                    .isBetween(60L, 140L);
        }
        assertThat(ProbePlan.of("ai", "m", probe(QUICK.replace("1s", "24h"))).firstAfter())
                .isLessThan(Duration.ofMinutes(1));
    }
}
