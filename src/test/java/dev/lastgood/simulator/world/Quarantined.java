package dev.lastgood.simulator.world;

import dev.lastgood.decide.quarantine.KeptOut;
import dev.lastgood.decide.revision.Blame;
import java.time.Instant;
import java.util.Map;

/**
 * A Quarantine: what the API server refuses.
 *
 * @param lastGood against what it is blamed
 * @param template whether templates are looked at
 * @param configuration whether ConfigMaps are looked at
 */
public record Quarantined(
        String revision,
        String incident,
        Instant since,
        Blame blame,
        Body lastGood,
        boolean template,
        boolean configuration) {

    public KeptOut keptOut() {
        return new KeptOut(revision, incident, since, template, configuration);
    }

    public Quarantined answeredBy(String other) {
        return new Quarantined(revision, other, since, blame, lastGood, template, configuration);
    }

    public Quarantined narrowed(boolean withTemplate, boolean withConfiguration) {
        return new Quarantined(revision, incident, since, blame, lastGood, withTemplate, withConfiguration);
    }

    /** Whether an update from one image to another is refused. */
    boolean refusesImage(String before, String after) {
        return template && blame.isBack(template(after)) && !blame.isBack(template(before));
    }

    /** Whether an update of a ConfigMap from one text to another is refused. */
    boolean refusesText(String configMap, String before, String after) {
        return configuration
                && blame.isBackIn(configMap, map(configMap, after))
                && !blame.isBackIn(configMap, map(configMap, before));
    }

    private static com.fasterxml.jackson.databind.JsonNode template(String image) {
        return new Body(image, Map.of()).tree().path("template");
    }

    private static com.fasterxml.jackson.databind.JsonNode map(String name, String text) {
        return new Body("", Map.of(name, text)).tree().path("configMaps").path(name);
    }
}
