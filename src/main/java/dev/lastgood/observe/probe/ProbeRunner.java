package dev.lastgood.observe.probe;

import dev.lastgood.api.probe.Probe;
import dev.lastgood.config.ProbesConfig;
import dev.lastgood.lib.RootCause;
import dev.lastgood.observe.probe.http.Addresses;
import dev.lastgood.observe.probe.http.ApiServers;
import dev.lastgood.observe.probe.http.Loop;
import dev.lastgood.observe.probe.http.ServiceLookup;
import dev.lastgood.observe.probe.http.TrustedAddresses;
import dev.lastgood.observe.probe.prompt.TextLookup;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** All probes that run, by model; what happens to them happens on the loop. */
final class ProbeRunner {

    private static final Logger LOG = Logger.getLogger(ProbeRunner.class);

    private final ServiceLookup services;
    private final SampleListener listener;
    private final ProbeRuntime runtime;
    private final ApiServers apiServers = new ApiServers();
    private final SamplerFactory samplers;
    private final Map<String, Map<String, RunningProbe>> byModel = new HashMap<>();
    private Future<Void> servicesKnown;

    /** @throws IllegalArgumentException where the configuration cannot be worked with; it says what to write */
    ProbeRunner(
            ProbesConfig config,
            ServiceLookup services,
            TextLookup texts,
            Clock clock,
            MeterRegistry registry,
            SampleListener listener) {
        TrustedAddresses trusted = TrustedAddresses.of(config.addresses().orElse(List.of()));
        this.services = services;
        this.listener = listener;
        Loop loop = new Loop(config.concurrency(), config.maxBody());
        this.runtime = new ProbeRuntime(loop, new Slots(config.concurrency()), new ProbeMetrics(registry), clock);
        this.samplers =
                new SamplerFactory(loop, new Addresses(services, trusted, apiServers), texts, config.prometheusUrl());
    }

    void set(String namespace, String model, List<Probe> probes) {
        List<ProbePlan> plans =
                probes.stream().map(p -> ProbePlan.of(namespace, model, p)).toList();
        runtime.loop().run(() -> {
            Map<String, RunningProbe> before = byModel.getOrDefault(key(namespace, model), Map.of());
            Map<String, RunningProbe> after = new HashMap<>();
            for (int i = 0; i < plans.size(); i++) {
                ProbePlan plan = plans.get(i);
                RunningProbe same = before.get(plan.name());
                after.put(
                        plan.name(),
                        same != null && same.plan().equals(plan) ? same : start(namespace, model, plan, probes.get(i)));
            }
            before.values().stream()
                    .filter(probe -> !after.containsValue(probe))
                    .forEach(RunningProbe::stop);
            byModel.put(key(namespace, model), after);
        });
    }

    void remove(String namespace, String model) {
        runtime.loop().run(() -> {
            Map<String, RunningProbe> ended = byModel.remove(key(namespace, model));
            if (ended != null) {
                ended.values().forEach(RunningProbe::stop);
            }
        });
    }

    void close() {
        runtime.loop()
                .run(() -> byModel.values().forEach(probes -> probes.values().forEach(RunningProbe::stop)));
        runtime.loop().close();
    }

    private RunningProbe start(String namespace, String model, ProbePlan plan, Probe probe) {
        RunningProbe running = new RunningProbe(
                plan, samplers.of(namespace, probe), runtime, sample -> listener.sampled(namespace, model, sample));
        boolean asksService = probe.http != null || probe.prompt != null;
        (asksService ? servicesKnown() : Future.succeededFuture()).onSuccess(v -> running.start());
        return running;
    }

    /** Before the Services are known, none would be found. */
    private Future<Void> servicesKnown() {
        if (servicesKnown == null) {
            Promise<Void> listed = Promise.promise();
            services.start().whenComplete((v, error) -> runtime.loop().run(() -> {
                if (error == null) {
                    listed.complete();
                } else {
                    listed.fail(error);
                }
            }));
            servicesKnown = listed.future()
                    .<Void>compose(v -> runtime.loop().aside(() -> {
                        apiServers.prepare(services.apiServers());
                        return null;
                    }))
                    .onFailure(e -> LOG.errorf(
                            "probes cannot ask Services: %s", RootCause.of(e).getMessage()));
        }
        return servicesKnown;
    }

    private static String key(String namespace, String model) {
        return namespace + "/" + model;
    }
}
