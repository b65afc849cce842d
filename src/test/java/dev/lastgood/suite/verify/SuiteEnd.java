package dev.lastgood.suite.verify;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Says after the last test which classes took longest, and in one line which tests were left out and what would enable them. */
public final class SuiteEnd {

    private static final int SLOWEST = 10;

    private SuiteEnd() {}

    /** @param args the directory {@code target} */
    public static void main(String[] args) throws IOException {
        say(TestReports.read(Path.of(args[0])), System.out);
    }

    static void say(List<TestReports.TestClass> classes, PrintStream out) {
        if (classes.isEmpty()) {
            return;
        }
        out.println("The slowest test classes, in seconds:");
        classes.stream()
                .sorted(Comparator.comparingDouble(TestReports.TestClass::seconds)
                        .reversed())
                .limit(SLOWEST)
                .forEach(test -> out.printf("%7.1f  %s%n", test.seconds(), test.name()));
        LeftOut leftOut = new LeftOut();
        classes.forEach(test -> test.skipped().forEach(skipped -> leftOut.add(skipped.test(), skipped.reason())));
        if (!leftOut.isEmpty()) {
            out.println("Tests that were left out: " + leftOut);
        }
    }
}
