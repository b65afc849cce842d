package dev.lastgood.observe.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Durations;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.observe.probe.http.Addresses;
import dev.lastgood.observe.probe.http.ApiServers;
import dev.lastgood.observe.probe.http.KnownServices;
import dev.lastgood.observe.probe.http.Loop;
import dev.lastgood.observe.probe.http.TrustedAddresses;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import dev.lastgood.observe.probe.sample.SampleDeadline;
import dev.lastgood.observe.probe.sample.Sampler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Takes single samples, as the operator does, of a {@link FaultServer} that stands for the Service {@code gateway:80}. */
final class ProbingFixture implements AutoCloseable {

    static final int MAX_BODY = 64 << 10;

    final FaultServer server = new FaultServer();
    final KnownServices services = new KnownServices();
    final Map<String, String> configMaps = new ConcurrentHashMap<>();
    final Loop loop = new Loop(16, MAX_BODY);

    private final String prometheusUrl;

    ProbingFixture() {
        this(null);
    }

    ProbingFixture(String prometheusUrl) {
        this.prometheusUrl = prometheusUrl;
    }

    /** A probe with this body below its name and trigger. */
    static Probe probe(String yaml) {
        return Serialization.unmarshal("name: status\ntrigger: GatewayErrors\n" + yaml, Probe.class);
    }

    Finding ask(String yaml) {
        return ask(probe(yaml));
    }

    Finding ask(Probe probe) {
        TrustedAddresses trusted = TrustedAddresses.of(
                List.of("ai/gateway:80=127.0.0.1:" + server.port(), "ai/closed:80=127.0.0.1:" + closedPort()));
        ApiServers apiServers = new ApiServers();
        SamplerFactory samplers = new SamplerFactory(
                loop,
                new Addresses(services, trusted, apiServers),
                (namespace, ref) -> Optional.ofNullable(configMaps.get(ref.name + "/" + ref.key)),
                Optional.ofNullable(prometheusUrl));
        Sampler sampler = samplers.of("ai", probe);
        CompletableFuture<Finding> found = new CompletableFuture<>();
        loop.run(() -> {
            try {
                sampler.sample(SampleDeadline.in(Durations.parse(probe.timeout, Duration.ofSeconds(2))))
                        .otherwise(EarlyFinding::in)
                        .onSuccess(found::complete);
            } catch (RuntimeException e) {
                found.complete(EarlyFinding.in(e));
            }
        });
        Finding finding = found.orTimeout(1, TimeUnit.MINUTES).join();
        assertThat(finding.message()).as("nothing of an answer is told").doesNotContain("s3cret");
        return finding;
    }

    /** A port on which nobody listens. */
    private static int closedPort() {
        try (FaultServer gone = new FaultServer()) {
            return gone.port();
        }
    }

    @Override
    public void close() {
        loop.close();
        server.close();
    }
}
