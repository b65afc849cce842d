package dev.lastgood.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.config.ProbesConfig;
import dev.lastgood.decide.probe.Sample;
import dev.lastgood.kube.Children;
import dev.lastgood.kube.Eventually;
import dev.lastgood.observe.probe.ProbeSchedule;
import dev.lastgood.observe.probe.http.ServiceLookup;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How late probes are, and what they cost: {@code -Dbench.probes}, 10 for each model, each every 10 seconds with a look at
 * the JSON of the answer, of a server in another process. Asserts nothing of time.
 */
class ProbeBench {

    private static final int PROBES = Integer.getInteger("bench.probes", 10_000);
    private static final int SECONDS = Integer.getInteger("bench.probeSeconds", 40);
    private static final int PER_MODEL = 10;
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private record Settings(
            Optional<String> prometheusUrl, int maxBody, int concurrency, Optional<List<String>> addresses)
            implements ProbesConfig {}

    /** All addresses are the administrator's. */
    private static final class NoServices implements ServiceLookup {
        @Override
        public CompletionStage<Void> start() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Optional<Service> service(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public List<EndpointSlice> slices(String namespace, String service) {
            return List.of();
        }

        @Override
        public List<String> apiServers() {
            return List.of();
        }
    }

    @Test
    void measure() throws Exception {
        try (Children children = new Children("lastgood-probed")) {
            int port = start(children);
            ProbeSchedule schedule = new ProbeSchedule(
                    new Settings(Optional.empty(), 1 << 20, 256, Optional.of(addresses(port))),
                    new NoServices(),
                    (namespace, ref) -> Optional.empty(),
                    Clock.systemUTC(),
                    new SimpleMeterRegistry());
            Map<String, List<Sample>> samples = new ConcurrentHashMap<>();
            schedule.onSample((namespace, model, sample) -> samples.computeIfAbsent(
                            model + "/" + sample.probe(), key -> new CopyOnWriteArrayList<>())
                    .add(sample));
            OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            IntStream.range(0, PROBES / PER_MODEL).forEach(i -> schedule.set(model(i)));
            Eventually.eventually("all have begun, and the program is warm", () -> assertThat(
                            samples.values().stream().filter(all -> all.size() > 1))
                    .hasSize(PROBES));
            samples.values().forEach(List::clear);

            long cpu = machine.getProcessCpuTime();
            long begin = System.nanoTime();
            TimeUnit.SECONDS.sleep(SECONDS);
            double seconds = (System.nanoTime() - begin) / 1e9;
            double cores = (machine.getProcessCpuTime() - cpu) / 1e9 / seconds;
            schedule.stop();
            report(samples.values(), seconds);
            System.out.printf(
                    "processor: %.2f of one core (goal: 1), load of the machine %.1f%n",
                    cores, machine.getSystemLoadAverage());
        }
    }

    private static void report(Collection<List<Sample>> byProbe, double seconds) {
        List<Double> late =
                byProbe.stream().flatMap(ProbeBench::lateness).sorted().toList();
        long good = byProbe.stream()
                .flatMap(List::stream)
                .filter(sample -> sample.outcome() == Outcome.Good)
                .count();
        assertThat(good).isPositive();
        System.out.printf(
                "%n%d probes every %d s: %.0f samples/s, %d Good of %d%n",
                PROBES, PERIOD.toSeconds(), late.size() / seconds, good, late.size());
        for (double share : new double[] {0.5, 0.99, 1}) {
            double millis = late.get((int) Math.ceil(share * late.size()) - 1);
            System.out.printf(
                    "lateness p%.0f: %.1f ms, %.3f %% of the period (goal: p99 under 5 %%)%n",
                    share * 100, millis, 100 * millis / PERIOD.toMillis());
        }
    }

    /** How much later than the most punctual of its probe each sample was asked, in milliseconds. */
    private static Stream<Double> lateness(List<Sample> samples) {
        long first = samples.isEmpty() ? 0 : samples.get(0).at().toEpochMilli();
        long period = PERIOD.toMillis();
        List<Double> offsets = samples.stream()
                .map(sample -> (double) sample.at().toEpochMilli() - first)
                .map(since -> since - Math.round(since / period) * period)
                .toList();
        double best = offsets.stream().min(Double::compare).orElse(0.0);
        return offsets.stream().map(offset -> offset - best);
    }

    private static int start(Children children) throws Exception {
        children.start(
                "probed",
                new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProbedProgram.class.getName()));
        Path log = children.log("probed");
        Pattern ready = Pattern.compile(ProbedProgram.READY + "(\\d+)\\.");
        Eventually.eventually(
                "the server listens", () -> assertThat(Files.readString(log)).containsPattern(ready));
        Matcher found = ready.matcher(Files.readString(log));
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static List<String> addresses(int port) {
        return IntStream.range(0, PROBES / PER_MODEL)
                .mapToObj(i -> "bench/gateway-" + i + ":80=127.0.0.1:" + port)
                .toList();
    }

    private static ModelDeployment model(int number) {
        ModelDeployment model = new ModelDeployment();
        model.setMetadata(new ObjectMetaBuilder()
                .withNamespace("bench")
                .withName("model-" + number)
                .withGeneration(1L)
                .build());
        model.setSpec(new ModelDeploymentSpec());
        model.getSpec().probes = IntStream.range(0, PER_MODEL)
                .mapToObj(i -> Serialization.unmarshal(
                        """
                        name: status-%d
                        trigger: GatewayErrors
                        every: %ds
                        http:
                          serviceRef: {name: gateway-%d, port: 80}
                          path: /control/status
                          expect: {json: {pointer: /status, in: [ok]}}
                        """
                                .formatted(i, PERIOD.toSeconds(), number),
                        Probe.class))
                .toList();
        return model;
    }
}
