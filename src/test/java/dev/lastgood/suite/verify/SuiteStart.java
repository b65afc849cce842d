package dev.lastgood.suite.verify;

import dev.lastgood.helm.RealHelm;
import dev.lastgood.helm.RealHelmCondition;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.suite.Programs;
import dev.lastgood.suite.Suite;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Says in one line, before the first test, which tests {@code verify} will leave out and what would enable them. It gets
 * the API server and Helm, so that no two forks build them, and notes when the suite began.
 */
public final class SuiteStart {

    private static final String OF_A_TEST = ".+(Test|IT)\\.class";

    private final Optional<String> noApiServer;
    private final Optional<String> noHelm;
    private final LeftOut leftOut = new LeftOut();

    private SuiteStart(Optional<String> noApiServer, Optional<String> noHelm) {
        this.noApiServer = noApiServer;
        this.noHelm = noHelm;
    }

    /** @param args the goals that Maven was asked for, and the directory {@code target} */
    public static void main(String[] args) throws IOException, ClassNotFoundException {
        if (!runsIntegrationTests(args[0])) {
            return;
        }
        Path target = Path.of(args[1]);
        TestReports.begin(target);
        LeftOut leftOut =
                new SuiteStart(searchApiServer(), RealHelmCondition.missing()).look(target.resolve("test-classes"));
        if (leftOut.isEmpty()) {
            return;
        }
        if (Suite.IN_CI) {
            throw new IllegalStateException("with CI=true no test may be left out: " + leftOut);
        }
        System.out.println("Tests that will be left out: " + leftOut);
    }

    /** Unit tests alone must not wait for an API server. */
    static boolean runsIntegrationTests(String goals) {
        return Stream.of("verify", "install", "deploy", "integration-test").anyMatch(goals::contains);
    }

    private static Optional<String> searchApiServer() {
        try {
            KubeSearch.find(true);
            return Optional.empty();
        } catch (KubeUnavailable e) {
            return Optional.of(e.getMessage());
        }
    }

    private LeftOut look(Path classes) throws IOException, ClassNotFoundException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(classes)) {
            files = found.filter(file -> file.getFileName().toString().matches(OF_A_TEST))
                    .toList();
        }
        for (Path file : files) {
            String name = classes.relativize(file).toString();
            look(Class.forName(
                    name.substring(0, name.length() - ".class".length())
                            .replace(file.getFileSystem().getSeparator(), "."),
                    false,
                    Thread.currentThread().getContextClassLoader()));
        }
        return leftOut;
    }

    private void look(Class<?> test) {
        if (!lacks(test, test.getSimpleName())) {
            for (Method method : test.getDeclaredMethods()) {
                lacks(method, test.getSimpleName() + "." + method.getName());
            }
        }
    }

    private boolean lacks(AnnotatedElement element, String name) {
        Optional<String> reason = Programs.missing(element)
                .or(() -> AnnotationSupport.isAnnotated(element, RealApiServer.class) ? noApiServer : Optional.empty())
                .or(() -> AnnotationSupport.isAnnotated(element, RealHelm.class) ? noHelm : Optional.empty());
        reason.ifPresent(why -> leftOut.add(name, why));
        return reason.isPresent();
    }
}
