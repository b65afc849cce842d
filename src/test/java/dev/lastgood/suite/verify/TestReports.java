package dev.lastgood.suite.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What Surefire and Failsafe wrote of the test classes that ran since the suite began, whichever JVM ran them. */
final class TestReports {

    /**
     * One test class.
     *
     * @param name without its package
     * @param seconds with its set-up
     * @param skipped its tests that did not run, the class itself if none of them did
     */
    record TestClass(String name, double seconds, List<Skipped> skipped) {}

    record Skipped(String test, String reason) {}

    private static final String BEGAN = "suite-began";

    private TestReports() {}

    /** Reports that are older do not count. */
    static void begin(Path target) throws IOException {
        Files.writeString(target.resolve(BEGAN), "");
    }

    static List<TestClass> read(Path target) throws IOException {
        Path mark = target.resolve(BEGAN);
        FileTime began = Files.exists(mark) ? Files.getLastModifiedTime(mark) : FileTime.fromMillis(0);
        List<TestClass> read = new ArrayList<>();
        for (String directory : List.of("surefire-reports", "failsafe-reports")) {
            for (Path file : files(target.resolve(directory))) {
                if (Files.getLastModifiedTime(file).compareTo(began) >= 0) {
                    read.add(parse(file));
                }
            }
        }
        return read;
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.+\\.xml"))
                    .sorted()
                    .toList();
        }
    }

    private static TestClass parse(Path file) {
        try {
            Element suite = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
            String name = suite.getAttribute("name").replaceFirst(".*\\.", "");
            return new TestClass(name, Double.parseDouble(suite.getAttribute("time")), skipped(suite, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    private static List<Skipped> skipped(Element suite, String name) {
        List<Skipped> skipped = new ArrayList<>();
        NodeList marks = suite.getElementsByTagName("skipped");
        for (int i = 0; i < marks.getLength(); i++) {
            Element mark = (Element) marks.item(i);
            String test = ((Element) mark.getParentNode()).getAttribute("name");
            skipped.add(new Skipped(name + "." + test, mark.getAttribute("message")));
        }
        boolean none = skipped.size() == suite.getElementsByTagName("testcase").getLength();
        return none && skipped.stream().map(Skipped::reason).distinct().count() == 1
                ? List.of(new Skipped(name, skipped.get(0).reason()))
                : skipped;
    }
}
