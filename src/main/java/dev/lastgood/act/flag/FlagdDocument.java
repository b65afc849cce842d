package dev.lastgood.act.flag;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.flag.JsonMembers.Member;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

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

    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public Switched switchOff(String document, String flag, String offVariant) throws SwitchProblem {
        String off = offVariant == null || offVariant.isBlank() ? DEFAULT_OFF : offVariant;
        Found found = find(document, flag);
        found.requireVariant(off);
        Edits edits = new Edits(document, found.members);
        edits.set(STATE, ENABLED, true);
        edits.set(DEFAULT_VARIANT, TextNode.valueOf(off).toString(), true);
        // No targeting at all is as good as an empty one, so none is added.
        edits.set(TARGETING, "{}", false);
        String before = CompactJson.of(document.substring(found.start, found.end));
        if (edits.none()) {
            return Switched.wasOff(document, before);
        }
        String changed = edits.apply(document);
        return Switched.from(changed, before, part(changed, flag).text());
    }

    @Override
    public FlagPart part(String document, String flag) throws SwitchProblem {
        Found found = find(document, flag);
        return new FlagPart(found.start, found.end, CompactJson.of(document.substring(found.start, found.end)));
    }

    /** Reads the whole document, so that what stands behind the flag is known to be JSON too. */
    private static Found find(String document, String flag) throws SwitchProblem {
        if (document.startsWith("\uFEFF")) {
            throw invalid("The document begins with a byte order mark: save it as UTF-8 without one");
        }
        Found found = new Found(flag);
        try (JsonParser parser = JSON.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw invalid("The document is not a JSON object; Lastgood writes flagd documents in JSON only, not in "
                        + "YAML: begin it with {\"flags\": {...}}");
            }
            JsonMembers root = JsonMembers.read(parser, (name, atValue) -> {
                if (name.equals(FLAGS)) {
                    found.readFlags(atValue);
                }
            });
            if (parser.nextToken() != null) {
                throw invalid("Something stands behind the document's closing brace, line "
                        + parser.currentTokenLocation().getLineNr() + ": remove it");
            }
            found.check(root);
        } catch (JsonProcessingException e) {
            throw invalid("The document is not JSON" + at(e.getLocation())
                    + "; Lastgood writes flagd documents in JSON only, not in YAML");
        } catch (IOException e) {
            throw new UncheckedIOException("Reading a String does no I/O", e);
        }
        return found;
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static SwitchProblem invalid(String message) {
        return new SwitchProblem(Reason.FlagDocumentInvalid, message);
    }

    /** One flag and where it stands. */
    private static final class Found {
        private final String flag;
        private JsonMembers flags;
        private JsonMembers members;
        private JsonMembers variants;
        private int start;
        private int end;

        Found(String flag) {
            this.flag = flag;
        }

        private void readFlags(JsonParser parser) throws IOException, SwitchProblem {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw invalid("\"flags\" is not an object: write {\"flags\": {\"name\": {...}}}");
            }
            flags = JsonMembers.read(parser, (name, atValue) -> {
                if (name.equals(flag)) {
                    readFlag(atValue);
                }
            });
        }

        private void readFlag(JsonParser parser) throws IOException, SwitchProblem {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw invalid("Flag " + KnownNames.quoted(flag) + " is not an object with state, variants and "
                        + "defaultVariant");
            }
            members = JsonMembers.read(parser, (name, atValue) -> {
                if (name.equals(VARIANTS)) {
                    if (atValue.currentToken() != JsonToken.START_OBJECT) {
                        throw invalid("\"variants\" of flag " + KnownNames.quoted(flag)
                                + " is not an object: write {\"on\": true, \"off\": false}");
                    }
                    variants = JsonMembers.read(atValue);
                }
            });
        }

        /** What can be said only once all is read; a name that stands twice elsewhere is not ours to judge. */
        private void check(JsonMembers root) throws SwitchProblem {
            if (flags == null) {
                throw invalid("The document has no \"flags\": write {\"flags\": {\"name\": {...}}}");
            }
            once(root, FLAGS, "the document");
            Member member = flags.get(flag);
            if (member == null) {
                throw new SwitchProblem(
                        Reason.FlagNotFound,
                        "There is no flag " + KnownNames.quoted(flag) + " and Lastgood creates none; there are: "
                                + KnownNames.of(flags.names()));
            }
            once(flags, flag, "\"flags\"");
            for (String name : List.of(STATE, VARIANTS, DEFAULT_VARIANT, TARGETING)) {
                once(members, name, "flag " + KnownNames.quoted(flag));
            }
            start = member.start();
            end = member.end();
        }

        private void requireVariant(String off) throws SwitchProblem {
            if (variants == null || variants.get(off) == null) {
                throw new SwitchProblem(
                        Reason.OffVariantMissing,
                        "Flag " + KnownNames.quoted(flag) + " has no variant " + KnownNames.quoted(off)
                                + ": add it, or set offVariant to one that is there: "
                                + (variants == null ? "none" : KnownNames.of(variants.names())));
            }
            once(variants, off, "the variants of flag " + KnownNames.quoted(flag));
            requireTypeOfTheOthers(off);
        }

        /** A variant of another type is answered with a type mismatch, and so with the default in the caller's code. */
        private void requireTypeOfTheOthers(String off) throws SwitchProblem {
            Type type = Type.of(variants.get(off));
            boolean fits = variants.names().size() == 1
                    || variants.names().stream()
                            .filter(name -> !name.equals(off))
                            .anyMatch(name -> Type.of(variants.get(name)) == type);
            if (type == Type.NONE || !fits) {
                throw invalid("Variant " + KnownNames.quoted(off) + " of flag " + KnownNames.quoted(flag)
                        + " has another type than the flag's other variants, so that callers would get their own "
                        + "default: give it a value of the same type");
            }
        }

        private static void once(JsonMembers object, String name, String where) throws SwitchProblem {
            if (object.isTwice(name)) {
                throw invalid(KnownNames.quoted(name) + " stands more than once in " + where
                        + ", and readers differ in which one counts: remove all but one");
            }
        }
    }

    /** The types of variants that an evaluation tells apart. */
    private enum Type {
        BOOLEAN,
        NUMBER,
        STRING,
        OBJECT,
        NONE;

        static Type of(Member variant) {
            return switch (variant.type()) {
                case VALUE_TRUE, VALUE_FALSE -> BOOLEAN;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NUMBER;
                case VALUE_STRING -> STRING;
                case START_OBJECT -> OBJECT;
                default -> NONE;
            };
        }
    }

    /** What is to change in the text of one flag. */
    private static final class Edits {
        private final String document;
        private final JsonMembers members;
        private final TextEdits edits = new TextEdits();
        private String inserted = "";

        Edits(String document, JsonMembers members) {
            this.document = document;
            this.members = members;
        }

        void set(String name, String json, boolean addIfAbsent) {
            Member member = members.get(name);
            if (member != null) {
                // A string written with escapes is written anew, plainly: everyone reads that alike.
                if (!CompactJson.of(document.substring(member.start(), member.end()))
                        .equals(json)) {
                    edits.replace(member.start(), member.end(), json);
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
            Member first = members.first();
            int brace = document.lastIndexOf('{', first.name());
            String indent = document.substring(brace + 1, first.name());
            boolean spaced = Character.isWhitespace(document.charAt(first.start() - 1));
            String separator = indent.isEmpty() && spaced ? " " : indent;
            inserted += '"' + name + (spaced ? "\": " : "\":") + json + ',' + separator;
            edits.replace(first.name(), first.name(), inserted);
        }
    }
}
