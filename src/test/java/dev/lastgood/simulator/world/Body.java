package dev.lastgood.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.decide.revision.BlameEvidence;
import dev.lastgood.decide.revision.Configuration;
import dev.lastgood.decide.revision.Content;
import dev.lastgood.decide.revision.Footprint;
import dev.lastgood.decide.revision.Kinship;
import dev.lastgood.decide.revision.Merging;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a revision consists of in the model world: an image, and ConfigMaps of one key each. The names tell the truth that the
 * rules do not see: what begins with {@code bad} answers badly, what begins with {@code flaky} now and then.
 */
public record Body(String image, Map<String, String> configMaps) {

    private static final String NOISE = Noise.KNOWN.key();
    private static final Map<String, String> DIGESTS = new ConcurrentHashMap<>();
    private static final Map<Body, JsonNode> TREES = new ConcurrentHashMap<>();
    private static final Map<Body, Content> CONTENTS = new ConcurrentHashMap<>();
    private static final Map<List<Body>, Kinship> KINSHIPS = new ConcurrentHashMap<>();
    private static final Map<List<Body>, Blame> BLAMES = new ConcurrentHashMap<>();

    /** Copies the map. */
    public Body {
        configMaps = Map.copyOf(configMaps);
    }

    public Truth truth() {
        Truth truth = Truth.of(image);
        for (String text : configMaps.values()) {
            truth = truth.or(Truth.of(text));
        }
        return truth;
    }

    public Content content() {
        return CONTENTS.computeIfAbsent(this, Body::newContent);
    }

    private static Content newContent(Body body) {
        Map<String, String> digests = new TreeMap<>();
        body.configMaps.forEach((name, text) -> digests.put(name, digest(text)));
        return new Content(
                digest(body.image + new TreeMap<>(body.configMaps)),
                digest(body.image),
                NOISE,
                new Configuration(digests),
                body.image,
                new Footprint(1000, Map.of()));
    }

    /** The body as a ControllerRevision has it. */
    public JsonNode tree() {
        return TREES.computeIfAbsent(this, Body::newTree);
    }

    private static JsonNode newTree(Body body) {
        ObjectNode tree = Json.object();
        tree.withObjectProperty("template")
                .withObjectProperty("spec")
                .withArrayProperty("containers")
                .addObject()
                .put("name", "gateway")
                .put("image", body.image);
        ObjectNode maps = tree.withObjectProperty("configMaps");
        body.configMaps.forEach((name, text) ->
                maps.withObjectProperty(name).withObjectProperty("data").put("text", text));
        return tree;
    }

    public Kinship kinship(Body failed, Body lastGood) {
        return KINSHIPS.computeIfAbsent(
                List.of(this, failed, lastGood),
                key -> Kinship.of(tree(), failed.tree(), lastGood.tree(), Noise.KNOWN));
    }

    /**
     * What this failed body is blamed for.
     *
     * @param earlier what failed before against the same last good one, newest first
     */
    public Blame blame(Body lastGood, List<Body> earlier) {
        List<Body> key = new java.util.ArrayList<>(List.of(this, lastGood));
        key.addAll(earlier);
        return BLAMES.computeIfAbsent(
                key,
                k -> Blame.between(
                        tree(),
                        lastGood.tree(),
                        Noise.KNOWN,
                        new BlameEvidence(
                                Merging.NONE, earlier.stream().map(Body::tree).toList())));
    }

    public static String digest(String text) {
        return DIGESTS.computeIfAbsent(text, Digest::of);
    }
}
