package dev.lastgood.act.flag;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.Located;
import dev.lastgood.lib.Located.Member;
import dev.lastgood.lib.LocatedJson;
import dev.lastgood.lib.TextEdits;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A flag file of GO Feature Flag's relay proxy (<a href="https://gofeatureflag.org/docs/configure_flag/create-flags">its
 * definition</a>), in YAML or JSON.
 *
 * <p>Off is {@code defaultRule: {variation: <off>}} and nothing in front of it: no targeting, no scheduled rollout, no
 * experimentation. {@code disable: true} is not: an evaluation then answers with the default in the caller's code, which
 * may be on. The same holds for a bucketing key that the caller does not send.
 */
final class GoFeatureFlagDocument implements FlagDocument {

    private static final String DEFAULT_OFF = "off";
    private static final String VARIATIONS = "variations";
    private static final String DEFAULT_RULE = "defaultRule";
    private static final String VARIATION = "variation";

    /** What decides before the default rule, or instead of it. */
    private static final Set<String> IN_FRONT =
            Set.of("targeting", "scheduledRollout", "experimentation", "disable", "bucketingKey");

    @Override
    public Switched switchOff(String document, String flag, String offVariant) throws SwitchProblem {
        String off = offVariant == null || offVariant.isBlank() ? DEFAULT_OFF : offVariant;
        Located found = find(document, flag);
        requireVariation(found, flag, off);
        TextEdits edits = new TextEdits();
        rule(found, flag, off, document, edits);
        found.remove(
                found.members().stream()
                        .filter(m -> IN_FRONT.contains(m.name()) && !m.value().saysNothing())
                        .toList(),
                document,
                edits);
        String before = kept(document, found);
        if (edits.none()) {
            return Switched.wasOff(document, before);
        }
        String changed = edits.apply(document);
        return Switched.from(changed, before, part(changed, flag).text());
    }

    @Override
    public FlagPart part(String document, String flag) throws SwitchProblem {
        Located found = find(document, flag);
        return new FlagPart(found.start(), found.end(), kept(document, found));
    }

    private static String kept(String document, Located flag) {
        String text = document.substring(flag.start(), flag.end());
        return isJson(document) ? CompactJson.of(text) : text;
    }

    private static boolean isJson(String document) {
        return document.stripLeading().startsWith("{");
    }

    private static Located find(String document, String flag) throws SwitchProblem {
        InvalidDocument.requireNoByteOrderMark(document);
        Optional<Located> root = isJson(document) ? Optional.of(json(document)) : LocatedYaml.read(document, flag);
        if (root.isEmpty() || !root.get().isObject()) {
            throw InvalidDocument.because(
                    "The document is not an object of flags: begin it with the name of a flag and a colon");
        }
        Member member = root.get()
                .member(flag)
                .orElseThrow(() -> new SwitchProblem(
                        Reason.FlagNotFound,
                        "There is no flag " + KnownNames.quoted(flag) + " and Lastgood creates none; there are: "
                                + KnownNames.of(root.get().names())));
        InvalidDocument.requireOnce(root.get(), flag, "the document");
        Located value = member.value();
        if (!value.isObject()) {
            throw InvalidDocument.because(
                    "Flag " + KnownNames.quoted(flag) + " is not an object with variations and defaultRule");
        }
        for (Member each : value.members()) {
            InvalidDocument.requireOnce(value, each.name(), "flag " + KnownNames.quoted(flag));
            misspelt(each.name(), flag);
        }
        return value;
    }

    private static Located json(String document) throws SwitchProblem {
        try {
            LocatedJson read = LocatedJson.read(document);
            if (read.lineBehind() > 0) {
                throw InvalidDocument.because("Something stands behind the document's closing brace, line "
                        + read.lineBehind() + ": remove it");
            }
            return read.root();
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw InvalidDocument.because("The document begins like JSON and is not"
                    + (at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr()));
        }
    }

    /** Readers of JSON do not look at the case, those of YAML do. */
    private static void misspelt(String name, String flag) throws SwitchProblem {
        for (String known : List.of(
                VARIATIONS,
                DEFAULT_RULE,
                "targeting",
                "scheduledRollout",
                "experimentation",
                "disable",
                "bucketingKey")) {
            if (name.equalsIgnoreCase(known) && !name.equals(known)) {
                throw InvalidDocument.because(KnownNames.quoted(name) + " of flag " + KnownNames.quoted(flag)
                        + " is read by some and not by others: write " + known);
            }
        }
    }

    private static void requireVariation(Located found, String flag, String off) throws SwitchProblem {
        Optional<Located> variations = found.member(VARIATIONS).map(Member::value);
        if (variations.isPresent() && !variations.get().isObject()) {
            throw InvalidDocument.because("\"variations\" of flag " + KnownNames.quoted(flag)
                    + " is not an object: write on: true and off: false below it");
        }
        Optional<Located> value = variations.flatMap(v -> v.member(off)).map(Member::value);
        if (value.isEmpty()) {
            throw new SwitchProblem(
                    Reason.OffVariantMissing,
                    "Flag " + KnownNames.quoted(flag) + " has no variation " + KnownNames.quoted(off)
                            + ": add it, or set offVariant to one that is there: "
                            + variations.map(v -> KnownNames.of(v.names())).orElse("none"));
        }
        InvalidDocument.requireOnce(variations.get(), off, "the variations of flag " + KnownNames.quoted(flag));
        Located.Kind kind = value.get().kind();
        if (kind == Located.Kind.NULL
                || variations.get().members().stream().anyMatch(m -> m.value().kind() != kind)) {
            throw InvalidDocument.because("The variations of flag " + KnownNames.quoted(flag)
                    + " are not of one type, so that callers would get their own default: give all of them values of the "
                    + "same type");
        }
    }

    private static void rule(Located found, String flag, String off, String document, TextEdits edits)
            throws SwitchProblem {
        Member rule = found.member(DEFAULT_RULE)
                .filter(m -> m.value().isObject())
                .orElseThrow(() -> InvalidDocument.because("Flag " + KnownNames.quoted(flag)
                        + " has no \"defaultRule\" that is an object, which GO Feature Flag refuses: write variation: "
                        + "and a name below it"));
        for (Member each : rule.value().members()) {
            InvalidDocument.requireOnce(rule.value(), each.name(), "defaultRule of flag " + KnownNames.quoted(flag));
        }
        String quoted = TextNode.valueOf(off).toString();
        Optional<Located> variation = rule.value().member(VARIATION).map(Member::value);
        boolean alone = rule.value().members().stream()
                .allMatch(m -> m.name().equals(VARIATION) || m.name().equals("name"));
        if (alone && variation.isPresent()) {
            Located now = variation.get();
            boolean isOff =
                    now.scalar().equals(off) && now.kind() != Located.Kind.OBJECT && now.kind() != Located.Kind.LIST;
            if (!isOff) {
                edits.replace(now.start(), now.end(), quoted);
            }
        } else if (rule.value().block()) {
            int begin = document.lastIndexOf('\n', rule.at()) + 1;
            String indent = document.substring(begin, rule.at());
            String line = document.contains("\r\n") ? "\r\n" : "\n";
            edits.replace(
                    rule.at(),
                    rule.value().end(),
                    DEFAULT_RULE + ":" + line + indent + "  " + VARIATION + ": " + quoted);
        } else {
            String name = isJson(document) ? '"' + VARIATION + '"' : VARIATION;
            edits.replace(rule.value().start(), rule.value().end(), "{" + name + ": " + quoted + "}");
        }
    }
}
