package dev.lastgood.observe.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.decide.revision.Configuration;
import dev.lastgood.decide.revision.Content;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.revision.Defaults;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Live;
import dev.lastgood.decide.revision.Reprojection;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.lib.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Recorded revisions as they can be compared with what is live. Their bodies are read only after what counts has changed, or
 * when nothing recorded has the hash of what is live.
 */
@ApplicationScoped
class ComparableRevisions {

    private final RevisionBodies bodies;
    /** By revision and noise. */
    private final Cache<String, Content> contents =
            Caffeine.newBuilder().maximumSize(50_000).build();
    /** By revision, noise and hash of what is live: whether that is the revision with defaults. */
    private final Cache<String, Boolean> defaulted =
            Caffeine.newBuilder().maximumSize(10_000).build();

    ComparableRevisions(RevisionBodies bodies) {
        this.bodies = bodies;
    }

    /**
     * Returns the revisions by what counts today.
     *
     * @param counts whether a ConfigMap counts in a revision whose template is not the live one
     */
    List<Revision> of(String namespace, List<Revision> recorded, Live live, Noise noise, Predicate<String> counts) {
        return recorded.stream()
                .map(revision -> {
                    Content content =
                            content(namespace, revision, noise, live.content().projection());
                    boolean asLive =
                            content.templateHash().equals(live.content().templateHash());
                    Configuration counting = content.configuration()
                            .only(asLive ? live.content().configuration().names()::contains : counts);
                    return revision.with(content.with(counting));
                })
                .toList();
    }

    /** Returns what is live, recognized as one of the candidates with defaults if it is none of the known revisions. */
    Live recognized(String namespace, GatewayView view, List<Revision> candidates, DeclaredGateway declared) {
        Live live = view.live();
        return view.declared().isPresent()
                ? live
                : candidates.stream()
                        .filter(c -> isDefaulted(namespace, c, live, declared))
                        .findFirst()
                        .map(c -> live.defaultsOf(c.name()))
                        .orElse(live);
    }

    private boolean isDefaulted(String namespace, Revision candidate, Live live, DeclaredGateway declared) {
        String key = namespace + "/" + candidate.name() + "/" + live.content().projection() + "/"
                + live.content().templateHash();
        Boolean known = defaulted.getIfPresent(key);
        if (known != null) {
            return known;
        }
        Noise noise = declared.noise();
        JsonNode template = Json.tree(declared.workload().template());
        boolean found = bodies.of(namespace, candidate.name())
                .map(Reprojection::template)
                .filter(stored -> Defaults.areAllThatWasAdded(
                        Projection.template(stored, noise), Projection.template(template, noise)))
                .isPresent();
        defaulted.put(key, found);
        return found;
    }

    private Content content(String namespace, Revision recorded, Noise noise, String noiseKey) {
        if (Reprojection.isCurrent(recorded.content(), noiseKey)) {
            return recorded.content();
        }
        String key = namespace + "/" + recorded.name() + "/" + noiseKey;
        Content known = contents.getIfPresent(key);
        if (known != null) {
            return known;
        }
        Optional<JsonNode> body = bodies.of(namespace, recorded.name());
        if (body.isEmpty()) {
            return Reprojection.withoutBody(recorded.content(), noiseKey);
        }
        Content made = Reprojection.of(recorded.content(), body.get(), noise);
        contents.put(key, made);
        return made;
    }
}
