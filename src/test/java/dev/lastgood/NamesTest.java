package dev.lastgood;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.incident.StatusDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A name says one thing: whoever reads it in a stack trace or a review need not ask which of two classes it is. */
class NamesTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/lastgood");

    /** What writes into the status of an incident. */
    private static final Set<String> WRITERS = Set.of("phase", "log", "condition", "forget", "restart");

    private static JavaClasses ours;

    @BeforeAll
    static void load() {
        // Where the classes of main are: those of the tests have names of their own.
        ours = new ClassFileImporter()
                .importUrl(Reason.class.getProtectionDomain().getCodeSource().getLocation());
    }

    @Test
    void noNameIsGivenTwice() {
        assertThat(alike(name -> name)).isEmpty();
    }

    @Test
    void noTwoNamesDifferOnlyInCapitals() {
        assertThat(alike(name -> name.toLowerCase(Locale.ROOT))).isEmpty();
    }

    @Test
    void noTwoNamesDifferOnlyInAPlural() {
        assertThat(alike(NamesTest::singular)).isEmpty();
    }

    /** A method that sounds like a question changes nothing: neither a field nor an incident's status. */
    @Test
    void noQuestionWrites() {
        assertThat(writingQuestions()).isEmpty();
    }

    /** What {@code observe} reads are the conditions of Kubernetes' own kinds. */
    @Test
    void noConditionIsFoundByAText() throws IOException {
        String types = Arrays.stream(ConditionType.values()).map(Enum::name).collect(Collectors.joining("|"));
        Pattern compared =
                Pattern.compile("\"(%1$s)\"\\.equals|equals\\(\"(%1$s)\"|withType\\(\"(%1$s)\"".formatted(types));
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path source : files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.startsWith(SOURCES.resolve("observe")))
                    .toList()) {
                compared.matcher(Files.readString(source)).results().forEach(r -> found.add(source + ": " + r.group()));
            }
        }
        assertThat(found).isEmpty();
    }

    /** What several top-level classes are called, reduced by {@code as}. A nested class is named with its outer one. */
    private static Set<String> alike(UnaryOperator<String> as) {
        return ours.stream()
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info"))
                .collect(Collectors.groupingBy(as, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String singular(String name) {
        return name.endsWith("ies")
                ? name.substring(0, name.length() - 3) + "y"
                : name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }

    private static List<String> writingQuestions() {
        return ours.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getName().matches("(is|has|may|can|needs)[A-Z].*"))
                .filter(NamesTest::writes)
                .map(JavaMethod::getFullName)
                .toList();
    }

    private static boolean writes(JavaMethod method) {
        return method.getFieldAccesses().stream()
                        .anyMatch(access -> access.getAccessType() == JavaFieldAccess.AccessType.SET)
                || method.getMethodCallsFromSelf().stream()
                        .filter(call -> call.getTargetOwner().isEquivalentTo(StatusDraft.class))
                        .anyMatch(call -> WRITERS.contains(call.getName())
                                || call.getName().equals("step")
                                        && call.getTarget()
                                                        .getRawParameterTypes()
                                                        .size()
                                                > 1);
    }
}
