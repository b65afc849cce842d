package dev.lastgood;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.lastgood.api.condition.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.DefaultEdge;
import org.junit.jupiter.api.Test;

/** Packages are rooms: small, without a circle between them, and without a knot of classes within. */
class LayoutTest {

    private static final int FILES = 45;
    private static final int KNOT = 5;
    private static final String OURS = "dev.lastgood";

    private static final List<JavaClass> CLASSES = new ClassFileImporter()
            .importUrl(Reason.class.getProtectionDomain().getCodeSource().getLocation()).stream()
                    .filter(c -> !c.getSimpleName().equals("package-info"))
                    .toList();

    @Test
    void noCycleBetweenPackages() {
        Graph<String, DefaultEdge> graph = graph(CLASSES, JavaClass::getPackageName);
        System.out.printf(
                "Layout: %d classes in %d packages%n",
                CLASSES.stream().map(LayoutTest::unit).distinct().count(),
                graph.vertexSet().size());
        assertThat(knots(graph)).as("packages that depend on each other").isEmpty();
    }

    /** A sealed hierarchy counts once: its members are one thing. */
    @Test
    void noKnotOfMoreThanFiveClasses() {
        Map<String, List<JavaClass>> packages = CLASSES.stream()
                .collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.toList()));
        List<Set<String>> found = new ArrayList<>();
        packages.forEach((name, classes) -> found.addAll(knots(graph(classes, LayoutTest::unit))));
        int largest = found.stream().mapToInt(Set::size).max().orElse(1);
        System.out.printf("Layout: the largest knot has %d classes%n", largest);
        assertThat(found).as("classes of one package that depend on each other").allMatch(knot -> knot.size() <= KNOT);
    }

    @Test
    void noPackageOfMoreThanFortyFiveFiles() throws IOException {
        Map<String, Long> files = new TreeMap<>();
        for (Path root : Stream.of("src/main/java", "src/test/java", "src/demo/java")
                .map(Path::of)
                .filter(Files::exists)
                .toList()) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(f -> f.toString().endsWith(".java"))
                        .forEach(f -> files.merge(f.getParent().toString(), 1L, Long::sum));
            }
        }
        Map.Entry<String, Long> fullest =
                files.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        System.out.printf("Layout: the fullest package, %s, has %d files%n", fullest.getKey(), fullest.getValue());
        assertThat(files).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(FILES));
    }

    @Test
    void eachPackageSaysWhatBelongsThere() {
        Set<String> packages =
                CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        assertThat(packages)
                .allSatisfy(name -> assertThat(Path.of("src/main/java", name.replace('.', '/'), "package-info.java"))
                        .exists());
    }

    private static Graph<String, DefaultEdge> graph(Collection<JavaClass> classes, Function<JavaClass, String> vertex) {
        Graph<String, DefaultEdge> graph = new DefaultDirectedGraph<>(DefaultEdge.class);
        Set<String> names = classes.stream().map(JavaClass::getName).collect(Collectors.toSet());
        for (JavaClass from : classes) {
            graph.addVertex(vertex.apply(from));
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (names.contains(to.getName()) && !vertex.apply(from).equals(vertex.apply(to))) {
                    graph.addVertex(vertex.apply(to));
                    graph.addEdge(vertex.apply(from), vertex.apply(to));
                }
            });
        }
        return graph;
    }

    private static List<Set<String>> knots(Graph<String, DefaultEdge> graph) {
        return new KosarajuStrongConnectivityInspector<>(graph)
                .stronglyConnectedSets().stream().filter(set -> set.size() > 1).toList();
    }

    /** The outermost class, or the sealed type that it is a member of. */
    private static String unit(JavaClass of) {
        Class<?> outermost = of.reflect();
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        Class<?> type = outermost;
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                .filter(Class::isSealed)
                .map(Class::getName)
                .filter(name -> name.startsWith(OURS))
                .findFirst()
                .orElse(type.getName());
    }
}
