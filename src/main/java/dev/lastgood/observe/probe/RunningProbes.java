package dev.lastgood.observe.probe;

import dev.lastgood.api.probe.Probe;
import dev.lastgood.config.ProbesConfig;
import dev.lastgood.observe.RootCause;
import dev.lastgood.observe.ServiceLookup;
import dev.lastgood.observe.Texts;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** All probes that run, by model; what happens to them happens on the loop. */
final class RunningProbes {

    private static final Logger LOG = Logger.getLogger(RunningProbes.class);

    private final ServiceLookup services;
    private final Clock clock;
    private final SampleListener listener;
    private final Loop loop;
    private final Places places;
    private final ProbeMetrics metrics;
    private final ApiServers apiServers = new ApiServers();
    private final Samplers samplers;
    private final Map<String, Map<String, RunningProbe>> byModel = new HashMap<>();
    private Future<Void> servicesKnown;

    /** @throws IllegalArgumentException where the configuration cannot be worked with; it says what to write */
    RunningProbes(
            ProbesConfig config,
            ServiceLookup services,
            Texts texts,
            Clock clock,
            MeterRegistry registry,
            SampleListener listener) {
        TrustedAddresses trusted = TrustedAddresses.of(config.addresses().orElse(List.of()));
        this.services = services;
        this.clock = clock;
        this.listener = listener;
        this.loop = new Loop(config.concurrency(), config.maxBody());
        this.places = new Places(config.concurrency());
        this.metrics = new ProbeMetrics(registry);
        this.samplers = new Samplers(loop, new Addresses(services, trusted, apiServers), texts, config.prometheusUrl());
    }

    void set(String namespace, String model, List<Probe> probes) {
        List<ProbePlan> plans =
                probes.stream().map(p -> ProbePlan.of(namespace, model, p)).toList();
        loop.run(() -> {
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
        loop.run(() -> {
            Map<String, RunningProbe> ended = byModel.remove(key(namespace, model));
            if (ended != null) {
                ended.values().forEach(RunningProbe::stop);
            }
        });
    }

    void close() {
        loop.run(() -> byModel.values().forEach(probes -> probes.values().forEach(RunningProbe::stop)));
        loop.close();
    }

    private RunningProbe start(String namespace, String model, ProbePlan plan, Probe probe) {
        RunningProbe running = new RunningProbe(
                plan,
                samplers.of(namespace, probe),
                loop,
                places,
                metrics,
                clock,
                sample -> listener.sampled(namespace, model, sample));
        boolean asksService = probe.http != null || probe.prompt != null;
        (asksService ? servicesKnown() : Future.succeededFuture()).onSuccess(v -> running.start());
        return running;
    }

    /** Before the Services are known, none would be found. */
    private Future<Void> servicesKnown() {
        if (servicesKnown == null) {
            Promise<Void> listed = Promise.promise();
            services.start()
                    .whenComplete((v, error) -> loop.run(() -> {
                        if (error == null) {
                            listed.complete();
                        } else {
                            listed.fail(error);
                        }
                    }));
            servicesKnown = listed.future()
                    .<Void>compose(v -> loop.aside(() -> {
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
