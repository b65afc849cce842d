package dev.lastgood.act.flag;

import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.lib.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A YAML document with the place of each value, so that one of them can be changed and comments stay. */
final class LocatedYaml {

    private final String document;
    /** The library counts code points. */
    private final boolean plain;

    private LocatedYaml(String document) {
        this.document = document;
        this.plain = document.codePointCount(0, document.length()) == document.length();
    }

    /**
     * Reads the document. Of its root's members only the one with this name is read to its depth; the others are NULL.
     *
     * @return empty where there is nothing in it
     * @throws SwitchProblem {@code FlagDocumentInvalid} where it is not one YAML document, or the member uses anchors,
     *     aliases or merge keys: who changed it would change others
     */
    static Optional<Located> read(String document, String name) throws SwitchProblem {
        try {
            LoadSettings settings =
                    LoadSettings.builder().setSchema(new CoreSchema()).build();
            Optional<Node> root = new Compose(settings).composeString(document);
            return root.isEmpty() ? Optional.empty() : Optional.of(new LocatedYaml(document).root(root.get(), name));
        } catch (YamlEngineException e) {
            Optional<Mark> at =
                    e instanceof MarkedYamlEngineException marked ? marked.getProblemMark() : Optional.empty();
            throw InvalidDocument.because("The document is not one document of YAML or JSON"
                    + at.map(m -> ", line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
                            .orElse("")
                    + "; Lastgood writes GO Feature Flag documents in YAML and JSON only, not in TOML");
        } catch (StackOverflowError e) {
            throw InvalidDocument.because("The document is nested too deep");
        }
    }

    private Located root(Node root, String name) throws SwitchProblem {
        if (!(root instanceof MappingNode mapping)) {
            return value(root);
        }
        List<Located.Member> members = new ArrayList<>();
        for (NodeTuple member : mapping.getValue()) {
            if (member.getKeyNode() instanceof ScalarNode key) {
                Located value = key.getValue().equals(name)
                        ? value(member.getValueNode())
                        : new Located(Located.Kind.NULL, "", 0, 0, false, false, List.of());
                members.add(new Located.Member(key.getValue(), start(key), value));
            }
        }
        return new Located(
                Located.Kind.OBJECT, "", start(root), document.length(), isBlock(mapping), members.isEmpty(), members);
    }

    private Located value(Node node) throws SwitchProblem {
        if (node.getAnchor().isPresent()) {
            throw shared();
        }
        if (node instanceof MappingNode mapping) {
            List<Located.Member> members = new ArrayList<>();
            for (NodeTuple member : mapping.getValue()) {
                if (!(member.getKeyNode() instanceof ScalarNode key)
                        || key.getAnchor().isPresent()
                        || mapping.hasMergeTag()
                        || start(key) < start(mapping)) {
                    throw shared();
                }
                if (isBlock(mapping) && !isFirstOfItsLine(start(key), members.isEmpty())) {
                    throw InvalidDocument.because("A member in line " + line(key)
                            + " does not begin its line: write each on a line of its own, without ? and tags");
                }
                members.add(new Located.Member(key.getValue(), start(key), value(member.getValueNode())));
            }
            int end = isBlock(mapping) && !members.isEmpty()
                    ? members.get(members.size() - 1).value().end()
                    : end(mapping);
            return new Located(Located.Kind.OBJECT, "", start(node), end, isBlock(mapping), members.isEmpty(), members);
        }
        if (node instanceof SequenceNode list) {
            int end = end(list);
            for (Node element : list.getValue()) {
                Located last = value(element);
                if (isBlock(list)) {
                    end = last.end();
                }
            }
            return new Located(
                    Located.Kind.LIST,
                    "",
                    start(node),
                    end,
                    false,
                    list.getValue().isEmpty(),
                    List.of());
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Located(kind(scalar), scalar.getValue(), start(node), end(node), false, false, List.of());
    }

    /** The first key of an object that is an element of a list stands behind the dash. */
    private boolean isFirstOfItsLine(int at, boolean first) {
        String before = document.substring(document.lastIndexOf('\n', at - 1) + 1, at);
        return before.isBlank() || first && before.replace('-', ' ').isBlank();
    }

    private static Located.Kind kind(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.BOOL)) {
            return Located.Kind.BOOLEAN;
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return Located.Kind.NUMBER;
        }
        return tag.equals(Tag.NULL) ? Located.Kind.NULL : Located.Kind.STRING;
    }

    private static boolean isBlock(CollectionNode<?> node) {
        return node.getFlowStyle() == FlowStyle.BLOCK;
    }

    private int start(Node node) {
        return offset(node.getStartMark().orElseThrow());
    }

    /** A text in block style ends, for the library, where the next thing begins. */
    private int end(Node node) {
        int start = start(node);
        int end = offset(node.getEndMark().orElseThrow());
        while (end > start && Character.isWhitespace(document.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private int offset(Mark mark) {
        return plain ? mark.getIndex() : document.offsetByCodePoints(0, mark.getIndex());
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private static SwitchProblem shared() {
        return InvalidDocument.because(
                "The flag uses an anchor, an alias or a merge key (&, *, <<), so that a change of it may change "
                        + "others, or be undone by them: write it out");
    }
}
