package dev.lastgood.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** docs/settings.md is made of the interfaces in {@code dev.lastgood.config} and their Javadoc. */
class SettingsReferenceTest {

    private static final Path PAGE = Path.of("docs/settings.md");
    private static final Path SOURCES = Path.of("src/main/java/dev/lastgood/config");

    /** How a value is written. */
    private static final Map<String, String> TYPES = Map.of(
            "boolean", "`true` or `false`",
            "int", "number",
            "long", "number",
            "Duration", "duration, such as `10s`",
            "Set<String>", "comma separated",
            "List<String>", "comma separated",
            "ZoneId", "time zone",
            "String", "text");

    private final StringBuilder page = new StringBuilder(
            """
            # Settings

            Made of the code: `./mvnw test -Dtest=SettingsReferenceTest -Ddocs.update`. They are environment variables (`lastgood.rest.max-body`
            is `LASTGOOD_REST_MAX_BODY`), system properties, or `settings` of the chart. Where a value cannot be read the operator does not start and
            names the setting. Address and TLS of its own HTTP server are Quarkus' settings: `quarkus.http.port`, `quarkus.http.ssl.*`.
            """);

    private DocTrees docs;
    private CompilationUnitTree unit;

    /** {@code ./mvnw test -Dtest=SettingsReferenceTest -Ddocs.update} writes it anew. */
    @Test
    void thePageIsThatOfTheCode() throws IOException {
        String made = made();
        if (System.getProperty("docs.update") != null) {
            Files.writeString(PAGE, made);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(made);
    }

    private String made() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(SOURCES)) {
            List<Path> mappings = sources.filter(source -> source.toString().endsWith("Config.java"))
                    // What is for the whole operator first.
                    .sorted((a, b) -> key(a).compareTo(key(b)))
                    .toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(mappings));
            docs = DocTrees.instance(task);
            for (CompilationUnitTree parsed : task.parse()) {
                unit = parsed;
                ClassTree mapping = (ClassTree) unit.getTypeDecls().get(0);
                String prefix = value(mapping.getModifiers(), "ConfigMapping").orElseThrow();
                TreePath path = new TreePath(new TreePath(unit), mapping);
                page.append("\n## `")
                        .append(prefix)
                        .append("`\n\n")
                        .append(doc(path))
                        .append("\n\n");
                page.append("| setting | default | value | what it is |\n|---|---|---|---|\n");
                settings(path, mapping, prefix);
            }
        }
        return page.toString();
    }

    private static String key(Path source) {
        String name = source.getFileName().toString();
        return name.startsWith("Lastgood") ? "" : name;
    }

    private void settings(TreePath in, ClassTree mapping, String prefix) {
        Map<String, ClassTree> groups = mapping.getMembers().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .collect(Collectors.toMap(group -> group.getSimpleName().toString(), group -> group));
        for (Tree member : mapping.getMembers()) {
            if (member instanceof MethodTree method) {
                String name = prefix + "." + kebab(method.getName().toString());
                ClassTree group = groups.get(method.getReturnType().toString());
                if (group == null) {
                    row(name, method, doc(new TreePath(in, method)));
                } else {
                    settings(new TreePath(in, group), group, name);
                }
            }
        }
    }

    private void row(String name, MethodTree method, String doc) {
        assertThat(doc).as(name + " says what it is").isNotEmpty();
        String type = method.getReturnType().toString().replaceFirst("^Optional<(.*)>$", "$1");
        assertThat(TYPES).as(name).containsKey(type);
        String standard = value(method.getModifiers(), "WithDefault")
                .map(value -> " `" + value + "` ")
                .orElse(" ");
        page.append("| `%s` |%s| %s | %s |\n".formatted(name, standard, TYPES.get(type), doc));
    }

    private static Optional<String> value(ModifiersTree modifiers, String annotation) {
        return modifiers.getAnnotations().stream()
                .filter(found -> found.getAnnotationType().toString().equals(annotation))
                .map(AnnotationTree::getArguments)
                .map(arguments -> text(arguments.get(0)))
                .findFirst();
    }

    private static String text(ExpressionTree argument) {
        ExpressionTree value = argument instanceof AssignmentTree named ? named.getExpression() : argument;
        return ((com.sun.source.tree.LiteralTree) value).getValue().toString();
    }

    private String doc(TreePath path) {
        DocCommentTree comment = docs.getDocCommentTree(path);
        return comment == null
                ? ""
                : comment.getFullBody().stream()
                        .map(SettingsReferenceTest::markdown)
                        .collect(Collectors.joining())
                        .replaceAll("\\s+", " ")
                        .replace("|", "\\|")
                        .strip();
    }

    private static String markdown(DocTree tree) {
        return switch (tree.getKind()) {
            case CODE -> "`" + ((LiteralTree) tree).getBody().getBody() + "`";
            case LINK ->
                "`" + kebab(((LinkTree) tree).getReference().getSignature().replaceAll("[#()]", "")) + "`";
            case TEXT -> tree.toString();
            default -> throw new IllegalStateException("not for the page: " + tree);
        };
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
