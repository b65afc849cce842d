package dev.lastgood.suite;

import java.io.File;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.platform.commons.support.AnnotationSupport;

/** Finds the programs beside Java that some tests need. */
public final class Programs {

    private Programs() {}

    /** The first executable file of this name in a directory of the PATH, or empty. */
    public static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(directory -> !directory.isBlank())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * A program that the test has declared by {@link NeedsProgram}.
     *
     * @throws IllegalStateException if it is not on the PATH
     */
    public static Path find(String name) {
        return onPath(name)
                .orElseThrow(() -> new IllegalStateException(
                        name + " is not on the PATH; the test lacks @NeedsProgram(\"" + name + "\")"));
    }

    /** Which program a test class or method declares that is missing, and how to install it. */
    public static Optional<String> missing(AnnotatedElement test) {
        return AnnotationSupport.findRepeatableAnnotations(test, NeedsProgram.class).stream()
                .filter(program -> onPath(program.value()).isEmpty())
                .map(Programs::howToInstall)
                .findFirst();
    }

    private static String howToInstall(NeedsProgram program) {
        String ofPackage = program.ofPackage().isEmpty() ? program.value() : program.ofPackage();
        return program.value() + " is not on the PATH; on Debian and Ubuntu: apt-get install " + ofPackage;
    }
}
