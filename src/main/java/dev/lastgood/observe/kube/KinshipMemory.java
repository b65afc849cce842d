package dev.lastgood.observe.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Kinship;
import dev.lastgood.decide.revision.LastGood;
import dev.lastgood.decide.revision.Reputation;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.workload.Noise;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the declared revision has of quarantined ones. The data of revisions never change, so each pair is compared once; the
 * comparison reads them, and its result is remembered.
 */
@ApplicationScoped
public class KinshipMemory {

    private static final long REMEMBERED = 10_000;

    private record Pair(String namespace, String declared, String failed, String lastGood, Noise noise) {}

    private final RevisionBodies bodies;
    private final Cache<Pair, Kinship> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    public KinshipMemory(RevisionBodies bodies) {
        this.bodies = bodies;
    }

    /** Returns the view with what is remembered; nothing is read. */
    GatewayView remembered(String namespace, GatewayView view, Noise noise) {
        Map<String, Kinship> kin = new TreeMap<>();
        for (Pair pair : pairs(namespace, view, noise)) {
            Kinship kinship = known.getIfPresent(pair);
            if (kinship != null) {
                kin.put(pair.failed(), kinship);
            }
        }
        return view.withKin(kin);
    }

    /**
     * Returns the view with what had to be compared.
     *
     * @throws KubernetesClientException if the data of a revision cannot be read now
     */
    public GatewayView compared(String namespace, GatewayView view, Noise noise) {
        for (Pair pair : pairs(namespace, view, noise)) {
            if (known.getIfPresent(pair) == null) {
                compare(pair).ifPresent(kinship -> known.put(pair, kinship));
            }
        }
        return remembered(namespace, view, noise);
    }

    private Optional<Kinship> compare(Pair pair) {
        Optional<JsonNode> declared = bodies.of(pair.namespace(), pair.declared());
        Optional<JsonNode> failed = bodies.of(pair.namespace(), pair.failed());
        Optional<JsonNode> lastGood = bodies.of(pair.namespace(), pair.lastGood());
        return declared.isEmpty() || failed.isEmpty() || lastGood.isEmpty()
                ? Optional.empty()
                : Optional.of(Kinship.of(declared.get(), failed.get(), lastGood.get(), pair.noise()));
    }

    private static List<Pair> pairs(String namespace, GatewayView view, Noise noise) {
        Optional<Revision> declared = view.declared().filter(Kinship::isAsked);
        Optional<Revision> lastGood = declared.flatMap(d -> LastGood.of(view.revisions(), d, Reputation.NONE));
        if (lastGood.isEmpty()) {
            return List.of();
        }
        return Kinship.failedSince(view.revisions(), lastGood.get()).stream()
                .map(failed -> new Pair(
                        namespace,
                        declared.get().name(),
                        failed.name(),
                        lastGood.get().name(),
                        noise))
                .toList();
    }
}
