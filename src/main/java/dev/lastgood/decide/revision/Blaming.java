package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.decide.revision.TemplatePart.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The differences between a failed revision and the last good one, of which evidence leaves those that are blamed. */
final class Blaming {

    private List<TemplatePart> template;
    private List<ConfigurationPart> configuration;
    private final List<String> noEvidence = new ArrayList<>();

    Blaming(List<TemplatePart> template, List<ConfigurationPart> configuration) {
        this.configuration = configuration;
        boolean onlyMarks = configuration.isEmpty() && template.stream().allMatch(part -> part.role() == Role.Mark);
        this.template = template.stream()
                .filter(part -> onlyMarks || part.role() != Role.Mark)
                .toList();
    }

    /** What differs from a revision that failed, too, did not help. Two that share nothing say nothing about each other. */
    void shareWith(JsonNode earlier) {
        keep(
                part -> part.isIn(earlier.path("template")),
                part -> part.isIn(earlier.path("configMaps").path(part.configMap())),
                " (another value failed, too)");
    }

    /** What is dropped and kept by a merge is back without a fix. */
    void dropKept(Merging merging, JsonNode lastGood) {
        keep(
                part -> !merging.template() || !Merging.keepsSome(part, lastGood.path("template")),
                part -> !merging.configMaps().contains(part.configMap()) || !part.isAbsent(),
                " (dropped by the failed revision; a merging apply keeps the restored value)");
    }

    private void keep(Predicate<TemplatePart> ofTemplate, Predicate<ConfigurationPart> ofConfiguration, String why) {
        List<TemplatePart> keptTemplate = template.stream().filter(ofTemplate).toList();
        List<ConfigurationPart> keptConfiguration =
                configuration.stream().filter(ofConfiguration).toList();
        if (keptTemplate.isEmpty() && keptConfiguration.isEmpty()) {
            return;
        }
        template.stream().filter(ofTemplate.negate()).forEach(part -> noEvidence.add(part.words() + why));
        configuration.stream().filter(ofConfiguration.negate()).forEach(part -> noEvidence.add(part.words() + why));
        template = keptTemplate;
        configuration = keptConfiguration;
    }

    List<TemplatePart> template() {
        return template;
    }

    List<ConfigurationPart> configuration() {
        return configuration;
    }

    List<String> noEvidence() {
        return noEvidence;
    }

    boolean isOnlyMarks() {
        return !template.isEmpty() && template.stream().allMatch(part -> part.role() == Role.Mark);
    }

    /** Whether what is blamed of the template stands alone: nothing is blamed, or a change of what runs is a fix of its own. */
    boolean isContentBlamed() {
        return template.isEmpty() || template.stream().anyMatch(part -> part.role() == Role.Content);
    }
}
