package dev.lastgood.simulator.history;

import dev.lastgood.simulator.world.Cluster;
import java.time.Duration;
import java.time.Instant;

/** Who writes the workload: teams directly, or through Git and a controller that heals towards it. */
public final class Deployers {

    /** How often the GitOps controller compares. */
    private static final Duration SYNC = Duration.ofMinutes(3);

    private final Cluster cluster;
    private String image;
    private String prompts;
    private String router;
    private Instant nextSync;

    Deployers(Cluster cluster) {
        this.cluster = cluster;
        image = cluster.workload.image;
        prompts = cluster.configMaps.get(Cluster.PROMPTS);
        router = cluster.configMaps.get(Cluster.ROUTER);
        nextSync = cluster.terms.gitOps ? cluster.now().plus(SYNC) : null;
    }

    void image(String wanted) {
        image = wanted;
        cluster.applyImage(wanted, writer());
    }

    void text(String configMap, String text) {
        if (configMap.equals(Cluster.ROUTER)) {
            router = text;
        } else {
            prompts = text;
        }
        cluster.applyText(configMap, text);
    }

    void both(String wanted, String text) {
        prompts = text;
        cluster.applyText(Cluster.PROMPTS, text);
        image(wanted);
    }

    void create(String wanted) {
        if (cluster.workload == null) {
            image = wanted;
            cluster.createWorkload(wanted);
        }
    }

    private String writer() {
        return cluster.terms.gitOps ? "argocd-controller" : "kubectl";
    }

    Instant next() {
        return nextSync;
    }

    void step() {
        if (nextSync != null && !nextSync.isAfter(cluster.now())) {
            nextSync = cluster.now().plus(SYNC);
            cluster.applyText(Cluster.PROMPTS, prompts);
            cluster.applyText(Cluster.ROUTER, router);
            cluster.applyImage(image, writer());
        }
    }

    /** What Git says, or what was applied last. */
    public String wanted() {
        return image;
    }
}
