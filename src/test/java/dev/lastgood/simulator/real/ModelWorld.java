package dev.lastgood.simulator.real;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.notice.NotifyTask.News;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.simulator.history.History;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Message;
import dev.lastgood.simulator.world.Truth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Plays the beginning of a history in the model world. */
final class ModelWorld {

    /** A real probe would need minutes for more. */
    private static final int GOOD_SAMPLES = 2;

    private final Simulation simulation;

    private ModelWorld(History history) {
        simulation = new Simulation(history.terms(), List.of());
        simulation.cluster.models.values().forEach(m -> m.getSpec().goodness.minGoodSamples = GOOD_SAMPLES);
    }

    /** The model as it is in the beginning. */
    static ModelDeployment model(History history) {
        return new ModelWorld(history)
                .simulation
                .cluster
                .models
                .values()
                .iterator()
                .next();
    }

    /** What the first events lead to. */
    static Ending after(History history, int events) {
        ModelWorld world = new ModelWorld(history);
        world.simulation.play(history.events().subList(0, events));
        return world.ending();
    }

    private Ending ending() {
        Cluster cluster = simulation.cluster;
        Map<String, String> versions = new HashMap<>();
        cluster.revisions.values().forEach(r -> versions.put(r.name(), r.version()));
        cluster.bodies.forEach((name, body) -> versions.putIfAbsent(name, body.image()));
        return new Ending(
                cluster.workload.image,
                cluster.configMaps.get(Cluster.PROMPTS),
                cluster.workload.desired,
                cluster.upstreamDown
                        || cluster.workload.answering().stream()
                                .anyMatch(group -> group.body().truth() == Truth.BAD),
                cluster.revisions.values().stream()
                        .filter(r -> r.state() != RevisionState.NotRunning)
                        .map(ModelWorld::words)
                        .sorted()
                        .toList(),
                cluster.quarantines.keySet().stream()
                        .map(versions::get)
                        .sorted()
                        .toList(),
                cluster.flags.entrySet().stream()
                        .filter(flag -> flag.getValue().off)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                cluster.incidents.values().stream()
                        .map(i -> Ending.line(i, Ending.versions(versions)))
                        .toList(),
                cluster.messages.values().stream()
                        .filter(m -> isPage(m, News.Opened))
                        .count(),
                ended(cluster));
    }

    private static String words(Revision revision) {
        return revision.version() + " " + revision.state();
    }

    private static boolean isPage(Message message, News news) {
        return message.receiver().equals("pager") && message.news().equals(news.name());
    }

    /** Each attempt has an alert of its own, which ends the one before. */
    private static long ended(Cluster cluster) {
        Map<String, List<Message>> byIncident =
                cluster.messages.values().stream().collect(Collectors.groupingBy(Message::incidentUid));
        return byIncident.values().stream()
                .mapToLong(messages -> {
                    long opened = messages.stream()
                            .filter(m -> isPage(m, News.Opened))
                            .count();
                    boolean over = messages.stream().anyMatch(m -> isPage(m, News.Over));
                    return over || opened == 0 ? opened : opened - 1;
                })
                .sum();
    }
}
