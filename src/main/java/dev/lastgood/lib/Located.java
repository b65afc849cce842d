package dev.lastgood.lib;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of a JSON or YAML document, and its place in the text, so that a member can be changed and the rest stays byte for
 * byte.
 *
 * @param kind what it is
 * @param scalar its value as text, empty for an object or a list
 * @param start offset of its first character
 * @param end offset behind its last character; whitespace and comments behind it are no part of it
 * @param block an object in YAML's block style: a member takes lines of its own
 * @param empty an object without members, or a list without elements
 * @param members of an object, in their order
 */
public record Located(
        Kind kind, String scalar, int start, int end, boolean block, boolean empty, List<Member> members) {

    /** What a value is. */
    public enum Kind {
        BOOLEAN,
        NUMBER,
        STRING,
        NULL,
        OBJECT,
        LIST
    }

    /**
     * A member of an object.
     *
     * @param at offset of its name
     */
    public record Member(String name, int at, Located value) {}

    public boolean isObject() {
        return kind == Kind.OBJECT;
    }

    /** Names of the members, in their order. */
    public List<String> names() {
        return members.stream().map(Member::name).toList();
    }

    /** The first member of this name. */
    public Optional<Member> member(String name) {
        return members.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** Whether a name occurs more than once: which one counts is up to each reader. */
    public boolean isTwice(String name) {
        return members.stream().filter(m -> m.name().equals(name)).count() > 1;
    }

    /** The members by name, in the order of the names; of those with one name the last. */
    public Map<String, Member> byName() {
        Map<String, Member> all = new LinkedHashMap<>();
        members.forEach(m -> all.put(m.name(), m));
        return all;
    }

    /** Whether nothing follows from it: null, false, an empty text, list or object. */
    public boolean saysNothing() {
        return switch (kind) {
            case NULL -> true;
            case BOOLEAN -> scalar.equalsIgnoreCase("false");
            case STRING -> scalar.isEmpty();
            case NUMBER -> false;
            case OBJECT, LIST -> empty;
        };
    }

    /** Takes members out of an object of which at least one stays. */
    public void remove(List<Member> gone, String document, TextEdits edits) {
        if (gone.isEmpty()) {
            return;
        }
        if (block) {
            gone.forEach(m -> {
                int begin = document.lastIndexOf('\n', m.at()) + 1;
                int lineEnd = document.indexOf('\n', m.value().end());
                edits.replace(begin, lineEnd < 0 ? document.length() : lineEnd + 1, "");
            });
            return;
        }
        Member kept = null;
        List<Member> trailing = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (!gone.contains(member)) {
                trailing.forEach(m -> edits.replace(m.at(), behind(m).at(), ""));
                trailing.clear();
                kept = member;
            } else {
                trailing.add(member);
            }
        }
        if (!trailing.isEmpty()) {
            // The last ones go with the comma in front of them.
            edits.replace(
                    kept.value().end(),
                    trailing.get(trailing.size() - 1).value().end(),
                    "");
        }
    }

    private Member behind(Member member) {
        return members.get(members.indexOf(member) + 1);
    }
}
