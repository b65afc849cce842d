package dev.lastgood.act.flag;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.flag.Located.Kind;
import dev.lastgood.act.flag.Located.Member;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.decide.Reason;
import java.util.List;
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
        Located found = find(document, flag);
        requireVariant(found, flag, off);
        Edits edits = new Edits(document, found);
        edits.set(STATE, ENABLED, true);
        edits.set(DEFAULT_VARIANT, TextNode.valueOf(off).toString(), true);
        // No targeting at all is as good as an empty one, so none is added.
        edits.set(TARGETING, "{}", false);
        return switched(document, flag, kept(document, found), edits.edits);
    }

    @Override
    public FlagPart part(String document, String flag) throws SwitchProblem {
        Located found = find(document, flag);
        return new FlagPart(found.start(), found.end(), kept(document, found));
    }

    private static String kept(String document, Located flag) {
        return CompactJson.of(flag.in(document));
    }

    /** Reads the whole document, so that what stands behind the flag is known to be JSON too. */
    private static Located find(String document, String flag) throws SwitchProblem {
        InvalidDocument.requireNoByteOrderMark(document);
        Located root = read(document);
        if (root == null || !root.isObject()) {
            throw InvalidDocument.because(
                    "The document is not a JSON object; Lastgood writes flagd documents in JSON only, not in "
                            + "YAML: begin it with {\"flags\": {...}}");
        }
        Located flags = root.member(FLAGS)
                .map(Member::value)
                .orElseThrow(() ->
                        InvalidDocument.because("The document has no \"flags\": write {\"flags\": {\"name\": {...}}}"));
        if (!flags.isObject()) {
            throw InvalidDocument.because("\"flags\" is not an object: write {\"flags\": {\"name\": {...}}}");
        }
        root.requireOnce(FLAGS, "the document");
        Located found = flags.member(flag)
                .map(Member::value)
                .orElseThrow(() -> new SwitchProblem(
                        Reason.FlagNotFound,
                        "There is no flag " + KnownNames.quoted(flag) + " and Lastgood creates none; there are: "
                                + KnownNames.of(flags.names())));
        if (!found.isObject()) {
            throw InvalidDocument.because("Flag " + KnownNames.quoted(flag)
                    + " is not an object with state, variants and " + "defaultVariant");
        }
        Optional<Located> variants = variants(found);
        if (variants.isPresent() && !variants.get().isObject()) {
            throw InvalidDocument.because("\"variants\" of flag " + KnownNames.quoted(flag)
                    + " is not an object: write {\"on\": true, \"off\": false}");
        }
        flags.requireOnce(flag, "\"flags\"");
        // A name that occurs twice elsewhere is not ours to judge.
        for (String name : List.of(STATE, VARIANTS, DEFAULT_VARIANT, TARGETING)) {
            found.requireOnce(name, "flag " + KnownNames.quoted(flag));
        }
        return found;
    }

    private static Located read(String document) throws SwitchProblem {
        try {
            return LocatedJson.read(document);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw InvalidDocument.because("The document is not JSON"
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
                    + "; Lastgood writes flagd documents in JSON only, not in YAML");
        }
    }

    private static Optional<Located> variants(Located found) {
        return found.member(VARIANTS).map(Member::value);
    }

    private static void requireVariant(Located found, String flag, String off) throws SwitchProblem {
        Optional<Located> variants = variants(found);
        Located variant = variants.flatMap(v -> v.member(off))
                .map(Member::value)
                .orElseThrow(() -> new SwitchProblem(
                        Reason.OffVariantMissing,
                        "Flag " + KnownNames.quoted(flag) + " has no variant " + KnownNames.quoted(off)
                                + ": add it, or set offVariant to one that is there: "
                                + variants.map(v -> KnownNames.of(v.names())).orElse("none")));
        variants.get().requireOnce(off, "the variants of flag " + KnownNames.quoted(flag));
        requireTypeOfTheOthers(variants.get(), variant, flag, off);
    }

    /** A variant of another type is answered with a type mismatch, and so with the default in the caller's code. */
    private static void requireTypeOfTheOthers(Located variants, Located variant, String flag, String off)
            throws SwitchProblem {
        Kind kind = variant.kind();
        List<Member> others =
                variants.members().stream().filter(m -> !m.name().equals(off)).toList();
        boolean fits =
                others.isEmpty() || others.stream().anyMatch(m -> m.value().kind() == kind);
        if (kind == Kind.NULL || kind == Kind.LIST || !fits) {
            throw InvalidDocument.because("Variant " + KnownNames.quoted(off) + " of flag " + KnownNames.quoted(flag)
                    + " has another type than the flag's other variants, so that callers would get their own "
                    + "default: give it a value of the same type");
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
            Optional<Located> value = flag.member(name).map(Member::value);
            if (value.isPresent()) {
                // A string written with escapes is written anew, plainly: everyone reads that alike.
                if (!CompactJson.of(value.get().in(document)).equals(json)) {
                    edits.replace(value.get().start(), value.get().end(), json);
                }
            } else if (addIfAbsent) {
                insert(name, json);
            }
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
