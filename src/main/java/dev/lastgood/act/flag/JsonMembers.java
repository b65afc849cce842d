package dev.lastgood.act.flag;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastgood.act.kube.SwitchProblem;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The members of one JSON object and where they stand in the text, so that one of them can be changed and the rest
 * stays byte for byte. Offsets count characters: the parser must read from a String.
 */
final class JsonMembers {

    /**
     * A member.
     *
     * @param name offset of its name's opening quote
     * @param start offset of its value
     * @param end offset behind its value
     * @param type the value's first token
     */
    record Member(int name, int start, int end, JsonToken type) {}

    /** What the caller wants of a member's value; it must leave the parser at the value's last token. */
    interface Visitor {
        void visit(String name, JsonParser atValue) throws IOException, SwitchProblem;
    }

    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Set<String> twice = new LinkedHashSet<>();

    /** Reads the object at whose opening brace the parser stands, to its closing brace. */
    static JsonMembers read(JsonParser parser, Visitor visitor) throws IOException, SwitchProblem {
        JsonMembers read = new JsonMembers();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int nameStart = (int) parser.currentTokenLocation().getCharOffset();
            JsonToken type = parser.nextToken();
            int start = (int) parser.currentTokenLocation().getCharOffset();
            visitor.visit(name, parser);
            parser.skipChildren();
            // Strings are read lazily: without this the location would be that of their first character.
            parser.finishToken();
            int end = (int) parser.currentLocation().getCharOffset();
            if (read.members.put(name, new Member(nameStart, start, end, type)) != null) {
                read.twice.add(name);
            }
        }
        return read;
    }

    /** Reads an object whose values are of no interest. */
    static JsonMembers read(JsonParser parser) throws IOException, SwitchProblem {
        return read(parser, (name, atValue) -> {});
    }

    Set<String> names() {
        return members.keySet();
    }

    /** The member, or null. */
    Member get(String name) {
        return members.get(name);
    }

    /** The member that stands first in the text. */
    Member first() {
        return members.values().iterator().next();
    }

    /** Whether the name stands more than once: which one counts is up to each reader. */
    boolean isTwice(String name) {
        return twice.contains(name);
    }
}
