package dev.lastgood.decide.quarantine;

import dev.lastgood.api.quarantine.BlamedConfigurationPart;
import dev.lastgood.api.quarantine.BlamedTemplatePart;
import dev.lastgood.api.quarantine.QuarantineSpec;
import dev.lastgood.api.quarantine.TemplateSection;
import dev.lastgood.decide.revision.Blame;
import dev.lastgood.decide.revision.ConfigurationPart;
import dev.lastgood.decide.revision.TemplatePart;
import java.util.List;

/** A blame as the spec of a Quarantine has it. */
public final class SpecParts {

    /** Writes all parts, and the names of their ConfigMaps. */
    public static void write(QuarantineSpec spec, Blame blame) {
        spec.template = blame.template().stream().map(SpecParts::of).toList();
        spec.unchanged = blame.unchanged().stream().map(SpecParts::of).toList();
        spec.configuration = blame.configuration().stream().map(SpecParts::of).toList();
        spec.configMaps = List.copyOf(blame.configMaps());
    }

    /** Reads all parts; a list that is missing is empty. */
    public static Blame blame(QuarantineSpec spec) {
        return new Blame(
                read(spec.template),
                read(spec.unchanged),
                spec.configuration == null
                        ? List.of()
                        : spec.configuration.stream()
                                .map(part ->
                                        new ConfigurationPart(part.configMap, part.key, part.data, part.binaryData))
                                .toList());
    }

    private static List<TemplatePart> read(List<BlamedTemplatePart> parts) {
        return parts == null
                ? List.of()
                : parts.stream()
                        .map(part -> new TemplatePart(
                                TemplatePart.In.valueOf(part.in.name()), part.name, part.field, part.value))
                        .toList();
    }

    private static BlamedTemplatePart of(TemplatePart part) {
        BlamedTemplatePart written = new BlamedTemplatePart();
        written.in = TemplateSection.valueOf(part.in().name());
        written.name = part.name();
        written.field = part.field();
        written.value = part.value().isMissingNode() ? null : part.value();
        return written;
    }

    private static BlamedConfigurationPart of(ConfigurationPart part) {
        BlamedConfigurationPart written = new BlamedConfigurationPart();
        written.configMap = part.configMap();
        written.key = part.key();
        written.data = part.data();
        written.binaryData = part.binaryData();
        return written;
    }

    private SpecParts() {}
}
