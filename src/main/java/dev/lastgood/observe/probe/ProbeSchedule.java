package dev.lastgood.observe.probe;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.config.ProbesConfig;
import dev.lastgood.decide.probe.Sample;
import dev.lastgood.observe.probe.http.ServiceLookup;
import dev.lastgood.observe.probe.prompt.TextLookup;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Runs the probes of all models, each at its interval, and passes their samples on. Nothing is started before the first
 * model has a probe.
 */
@ApplicationScoped
public class ProbeSchedule {

    private static final Logger LOG = Logger.getLogger(ProbeSchedule.class);

    private final ProbesConfig config;
    private final ServiceLookup services;
    private final TextLookup texts;
    private final Clock clock;
    private final MeterRegistry registry;
    private final List<SampleListener> listeners = new CopyOnWriteArrayList<>();
    /** Of each model the state that is scheduled, so that what did not change costs nothing. */
    private final Map<String, String> scheduled = new ConcurrentHashMap<>();

    private ProbeRunner running;
    private boolean stopped;

    public ProbeSchedule(
            ProbesConfig config, ServiceLookup services, TextLookup texts, Clock clock, MeterRegistry registry) {
        this.config = config;
        this.services = services;
        this.texts = texts;
        this.clock = clock;
        this.registry = registry;
    }

    /** {@code listener} receives each sample from now on; one that fails does not affect others. */
    public void onSample(SampleListener listener) {
        listeners.add(listener);
    }

    /**
     * Asks the probes of a model that can be worked with (see {@link dev.lastgood.decide.Validity}) from now on: those that
     * did not change go on as they are, others begin again, and a probe that was removed ends. Returns at once.
     */
    public void set(ModelDeployment model) {
        String namespace = model.getMetadata().getNamespace();
        String name = model.getMetadata().getName();
        String state = model.getMetadata().getUid() + "/" + model.getMetadata().getGeneration();
        List<Probe> probes = model.getSpec().probes;
        String key = namespace + "/" + name;
        if (probes.isEmpty()) {
            remove(namespace, name);
        } else if (model.getMetadata().getGeneration() == null || !state.equals(scheduled.put(key, state))) {
            withRunning(r -> r.set(namespace, name, List.copyOf(probes)), true);
        }
    }

    /** Ends the probes of a model, if it has any; a sample in progress is dropped. Returns at once. */
    public void remove(String namespace, String name) {
        scheduled.remove(namespace + "/" + name);
        withRunning(r -> r.remove(namespace, name), false);
    }

    /** Ends all; nothing begins any more. */
    @PreDestroy
    public synchronized void stop() {
        stopped = true;
        if (running != null) {
            running.close();
        }
    }

    private synchronized void withRunning(Consumer<ProbeRunner> work, boolean start) {
        if (running == null && start && !stopped) {
            running = new ProbeRunner(config, services, texts, clock, registry, this::tell);
        }
        if (running != null && !stopped) {
            work.accept(running);
        }
    }

    private void tell(String namespace, String model, Sample sample) {
        for (SampleListener listener : listeners) {
            try {
                listener.sampled(namespace, model, sample);
            } catch (RuntimeException e) {
                LOG.errorf(e, "%s/%s probe=%s: a sample could not be taken in", namespace, model, sample.probe());
            }
        }
    }
}
