package dev.lastgood.act.flag;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.Located;
import dev.lastgood.lib.Located.Kind;
import dev.lastgood.lib.Located.Member;
import dev.lastgood.lib.LocatedJson;
import dev.lastgood.lib.TextEdits;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A flagd document in JSON (<a href="https://flagd.dev/reference/flag-definitions/">its definition</a>).
 *
 * <p>Off is {@code state: ENABLED}, {@code defaultVariant: <off>} and no targeting. {@code state: DISABLED} is not: an
 * evaluation then answers with the default in the caller's code, which may be on.
 */
final class FlagdDocument implements FlagDocument {

    private static final String DEFAULT_OFF = "off";
    private static final String FLAGS = "flags";
    private static final String STATE = "state";
    private static final String VARIANTS = "variants";
    private static final String DEFAULT_VARIANT = "defaultVariant";
    private static final String TARGETING = "targeting";
    private static final String ENABLED = "\"ENABLED\"";

    @Override
    public Switched switchOff(String document, String flag, String offVariant) throws SwitchProblem {
        String off = offVariant == null || offVariant.isBlank() ? DEFAULT_OFF : offVariant;
        Found found = find(document, flag);
        found.requireVariant(off);
        Edits edits = new Edits(document, found.value());
        edits.set(STATE, ENABLED, true);
        edits.set(DEFAULT_VARIANT, TextNode.valueOf(off).toString(), true);
        // No targeting at all is as good as an empty one, so none is added.
        edits.set(TARGETING, "{}", false);
        String before = CompactJson.of(
                document.substring(found.value().start(), found.value().end()));
        if (edits.none()) {
            return Switched.wasOff(document, before);
        }
        String changed = edits.apply(document);
        return Switched.from(changed, before, part(changed, flag).text());
    }

    @Override
    public FlagPart part(String document, String flag) throws SwitchProblem {
        Found found = find(document, flag);
        return new FlagPart(
                found.value().start(),
                found.value().end(),
                CompactJson.of(
                        document.substring(found.value().start(), found.value().end())));
    }

    /** Reads the whole document, so that what stands behind the flag is known to be JSON too. */
    private static Found find(String document, String flag) throws SwitchProblem {
        InvalidDocument.requireNoByteOrderMark(document);
        LocatedJson read = read(document);
        if (!read.root().isObject()) {
            throw InvalidDocument.because(
                    "The document is not a JSON object; Lastgood writes flagd documents in JSON only, not in "
                            + "YAML: begin it with {\"flags\": {...}}");
        }
        if (read.lineBehind() > 0) {
            throw InvalidDocument.because(
                    "Something stands behind the document's closing brace, line " + read.lineBehind() + ": remove it");
        }
        return Found.in(read.root(), flag);
    }

    private static LocatedJson read(String document) throws SwitchProblem {
        try {
            return LocatedJson.read(document);
        } catch (JsonProcessingException e) {
            throw InvalidDocument.because("The document is not JSON" + at(e.getLocation())
                    + "; Lastgood writes flagd documents in JSON only, not in YAML");
        }
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /**
     * One flag and its place in the document.
     *
     * @param value an object
     */
    private record Found(String flag, Located value) {

        /** A name that stands twice elsewhere is not ours to judge. */
        private static Found in(Located root, String flag) throws SwitchProblem {
            Member flags = root.byName().get(FLAGS);
            if (flags == null) {
                throw InvalidDocument.because("The document has no \"flags\": write {\"flags\": {\"name\": {...}}}");
            }
            if (!flags.value().isObject()) {
                throw InvalidDocument.because("\"flags\" is not an object: write {\"flags\": {\"name\": {...}}}");
            }
            InvalidDocument.requireOnce(root, FLAGS, "the document");
            Map<String, Member> byName = flags.value().byName();
            Member member = byName.get(flag);
            if (member == null) {
                throw new SwitchProblem(
                        Reason.FlagNotFound,
                        "There is no flag " + KnownNames.quoted(flag) + " and Lastgood creates none; there are: "
                                + KnownNames.of(byName.keySet()));
            }
            if (!member.value().isObject()) {
                throw InvalidDocument.because("Flag " + KnownNames.quoted(flag)
                        + " is not an object with state, variants and " + "defaultVariant");
            }
            InvalidDocument.requireOnce(flags.value(), flag, "\"flags\"");
            Found found = new Found(flag, member.value());
            found.check();
            return found;
        }

        private void check() throws SwitchProblem {
            Member variants = value.byName().get(VARIANTS);
            if (variants != null && !variants.value().isObject()) {
                throw InvalidDocument.because("\"variants\" of flag " + KnownNames.quoted(flag)
                        + " is not an object: write {\"on\": true, \"off\": false}");
            }
            for (String name : List.of(STATE, VARIANTS, DEFAULT_VARIANT, TARGETING)) {
                InvalidDocument.requireOnce(value, name, "flag " + KnownNames.quoted(flag));
            }
        }

        private void requireVariant(String off) throws SwitchProblem {
            Optional<Located> variants = value.member(VARIANTS).map(Member::value);
            if (variants.isEmpty() || variants.get().member(off).isEmpty()) {
                throw new SwitchProblem(
                        Reason.OffVariantMissing,
                        "Flag " + KnownNames.quoted(flag) + " has no variant " + KnownNames.quoted(off)
                                + ": add it, or set offVariant to one that is there: "
                                + variants.map(v -> KnownNames.of(v.byName().keySet()))
                                        .orElse("none"));
            }
            InvalidDocument.requireOnce(variants.get(), off, "the variants of flag " + KnownNames.quoted(flag));
            requireTypeOfTheOthers(variants.get().byName(), off);
        }

        /** A variant of another type is answered with a type mismatch, and so with the default in the caller's code. */
        private void requireTypeOfTheOthers(Map<String, Member> variants, String off) throws SwitchProblem {
            Kind type = variants.get(off).value().kind();
            boolean fits = variants.size() == 1
                    || variants.values().stream()
                            .filter(v -> !v.name().equals(off))
                            .anyMatch(v -> v.value().kind() == type);
            if (type == Kind.NULL || type == Kind.LIST || !fits) {
                throw InvalidDocument.because(
                        "Variant " + KnownNames.quoted(off) + " of flag " + KnownNames.quoted(flag)
                                + " has another type than the flag's other variants, so that callers would get their own "
                                + "default: give it a value of the same type");
            }
        }
    }

    /** What is to change in the text of one flag. */
    private static final class Edits {
        private final String document;
        private final Located flag;
        private final TextEdits edits = new TextEdits();
        private String inserted = "";

        Edits(String document, Located flag) {
            this.document = document;
            this.flag = flag;
        }

        void set(String name, String json, boolean addIfAbsent) {
            Member member = flag.byName().get(name);
            if (member != null) {
                // A string written with escapes is written anew, plainly: everyone reads that alike.
                if (!CompactJson.of(document.substring(
                                member.value().start(), member.value().end()))
                        .equals(json)) {
                    edits.replace(member.value().start(), member.value().end(), json);
                }
            } else if (addIfAbsent) {
                insert(name, json);
            }
        }

        boolean none() {
            return edits.none();
        }

        String apply(String text) {
            return edits.apply(text);
        }

        /** In front of the first member (there is one: the variants), in that member's own style. */
        private void insert(String name, String json) {
            Member first = flag.members().get(0);
            int brace = document.lastIndexOf('{', first.at());
            String indent = document.substring(brace + 1, first.at());
            boolean spaced =
                    Character.isWhitespace(document.charAt(first.value().start() - 1));
            String separator = indent.isEmpty() && spaced ? " " : indent;
            inserted += '"' + name + (spaced ? "\": " : "\":") + json + ',' + separator;
            edits.replace(first.at(), first.at(), inserted);
        }
    }
}
