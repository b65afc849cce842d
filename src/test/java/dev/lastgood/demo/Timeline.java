package dev.lastgood.demo;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.demo.Terminal.Colour;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Tells an incident's story while it happens: one line per event, with the time since the API server accepted it. */
final class Timeline implements Watcher<AIIncident>, AutoCloseable {

    private final Terminal terminal;
    private final Set<String> told = new HashSet<>();
    private final Watch watch;
    private Instant accepted;

    Timeline(Terminal terminal, KubernetesClient client, String namespace, String incident) {
        this.terminal = terminal;
        this.watch = client.resources(AIIncident.class)
                .inNamespace(namespace)
                .withName(incident)
                .watch(this);
    }

    /** Something that others saw happen just now. */
    synchronized void tell(String what, String text, Colour colour) {
        say(Instant.now(), what, text, colour);
    }

    /** Whether all that this incident's status has was told. */
    synchronized boolean hasTold(AIIncident incident) {
        return incident.getStatus().timeline.stream().allMatch(entry -> told.contains(key(entry)));
    }

    private static String key(TimelineEntry entry) {
        return entry.at + entry.reason + entry.message;
    }

    @Override
    public synchronized void eventReceived(Action action, AIIncident incident) {
        if (accepted == null && incident.getSpec().source == Source.Probe) {
            accepted = incident.getSpec().detectedAt.toInstant();
            say(Instant.now(), "opened", incident.getMetadata().getName() + " by its probes", Colour.YELLOW);
        } else if (accepted == null) {
            // The object's own creationTimestamp has whole seconds only.
            accepted = Instant.now();
            say(accepted, "accepted", incident.getMetadata().getName() + " by the API server", Colour.YELLOW);
        }
        if (incident.getStatus() == null) {
            return;
        }
        for (TimelineEntry entry : incident.getStatus().timeline) {
            if (told.add(key(entry))) {
                say(Instant.parse(entry.at), entry.reason, entry.message, Colour.CYAN);
            }
        }
        for (Step step : incident.getStatus().steps) {
            boolean isRecord = step.type != null
                    && Set.of("RecordEvidence", "FailRun", "RecordRollback", "FinishRollback")
                            .contains(step.type.name());
            if (isRecord && step.state == StepState.Done && step.finishedAt != null && told.add(step.id)) {
                say(Instant.parse(step.finishedAt), "Postgres", step.reason + ": " + step.message, Colour.DIM);
            }
        }
    }

    @Override
    public void onClose(WatcherException cause) {
        // The scenario looks at the incident itself; a line less is no failure.
    }

    private void say(Instant at, String what, String text, Colour colour) {
        Duration since = accepted == null ? Duration.ZERO : Duration.between(accepted, at);
        double seconds = Math.max(0, since.toMillis()) / 1000.0;
        terminal.labelled(
                String.format(Locale.ROOT, "  %+8.3f s  %-18s ", seconds, what),
                colour,
                String.valueOf(text),
                Colour.PLAIN);
    }

    @Override
    public void close() {
        watch.close();
    }
}
