package dev.lastgood.act.flag;

import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Properties;
import java.util.Set;

/**
 * One {@code name=value} among the lines of a text as {@link Properties} reads it: comments, the three separators,
 * escapes and lines that go on behind a backslash. Only the value changes.
 */
final class PropertiesFlag implements FlagDocument {

    private static final String DEFAULT_OFF = "false";

    /** A value and where it stands. */
    private record Found(FlagPart part, String value) {}

    @Override
    public Switched switchOff(String document, String flag, String offVariant) throws SwitchProblem {
        String off = offVariant == null || offVariant.isBlank() ? DEFAULT_OFF : offVariant;
        Found found = find(document, flag);
        String before = found.part().text();
        if (found.value().strip().equalsIgnoreCase(off)) {
            return Switched.wasOff(document, before);
        }
        String written = escaped(off);
        int start = found.part().start();
        // A name alone has no separator, and what followed it would become a part of the name.
        String separator = before.isEmpty() && isName(document.charAt(start - 1)) ? "=" : "";
        String changed = document.substring(0, start)
                + separator
                + written
                + document.substring(found.part().end());
        Found after = find(changed, flag);
        if (!after.value().equals(off)) {
            throw InvalidDocument.because("The line of " + KnownNames.quoted(flag)
                    + " cannot be changed safely: write name=value on one line");
        }
        return Switched.from(changed, before, after.part().text());
    }

    @Override
    public FlagPart part(String document, String flag) throws SwitchProblem {
        return find(document, flag).part();
    }

    private static Found find(String document, String flag) throws SwitchProblem {
        if (document.startsWith("\uFEFF") || document.stripLeading().startsWith("{")) {
            throw InvalidDocument.because(
                    "The document is no properties file: write lines such as name=true, or set the format to what it "
                            + "is");
        }
        Set<String> names = new LinkedHashSet<>();
        Found found = null;
        int at = 0;
        while (at < document.length()) {
            int end = end(document, at);
            String line = document.substring(at, end);
            Properties read = read(line);
            if (!read.isEmpty()) {
                String name = read.stringPropertyNames().iterator().next();
                if (name.equals(flag) && found != null) {
                    throw InvalidDocument.because(
                            KnownNames.quoted(flag) + " stands more than once: remove all lines but one");
                }
                names.add(name);
                if (name.equals(flag)) {
                    int start = at + value(line);
                    found = new Found(new FlagPart(start, end, document.substring(start, end)), read.getProperty(name));
                }
            }
            at = end < document.length() && document.charAt(end) == '\r' && document.startsWith("\n", end + 1)
                    ? end + 2
                    : end + 1;
        }
        if (found == null) {
            throw new SwitchProblem(
                    Reason.FlagNotFound,
                    "There is no line " + KnownNames.quoted(flag) + " and Lastgood creates none; there are: "
                            + KnownNames.of(names));
        }
        return found;
    }

    /** One line with those that continue it. */
    private static Properties read(String line) throws SwitchProblem {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(line));
        } catch (IllegalArgumentException e) {
            throw InvalidDocument.because(
                    "The document is no properties file: a line has a \\u without four hexadecimal digits");
        } catch (IOException e) {
            throw new UncheckedIOException("Reading a String does no I/O", e);
        }
        return properties;
    }

    /** Where the logical line that begins here ends, in front of its line end. */
    private static int end(String document, int begin) {
        int content = begin;
        while (content < document.length() && isBlank(document.charAt(content))) {
            content++;
        }
        boolean comment = document.startsWith("#", content) || document.startsWith("!", content);
        boolean escaped = false;
        for (int i = content; i < document.length(); i++) {
            char c = document.charAt(i);
            if (c == '\n' || c == '\r') {
                if (!escaped || comment) {
                    return i;
                }
                if (c == '\r' && document.startsWith("\n", i + 1)) {
                    i++;
                }
            }
            escaped = c == '\\' && !escaped;
        }
        return document.length();
    }

    /** Where the value begins in a logical line: behind the name and its separator. */
    private static int value(String line) {
        int at = 0;
        while (isBlank(line.charAt(at))) {
            at++;
        }
        while (at < line.length() && isName(line.charAt(at))) {
            boolean escape = line.charAt(at) == '\\';
            boolean goesOn = escape && (line.startsWith("\n", at + 1) || line.startsWith("\r", at + 1));
            at += line.startsWith("\r\n", at + 1) && escape ? 3 : escape ? 2 : 1;
            at = goesOn ? behindBlanks(line, at) : at;
        }
        at = behindBlanks(line, Math.min(at, line.length()));
        if (at < line.length() && (line.charAt(at) == '=' || line.charAt(at) == ':')) {
            at = behindBlanks(line, at + 1);
        }
        return at;
    }

    private static int behindBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isName(char c) {
        return !isBlank(c) && c != '=' && c != ':';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }

    /** As {@link Properties} itself writes it, for readers of every encoding. */
    private static String escaped(String value) {
        Properties properties = new Properties();
        properties.setProperty("x", value);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            properties.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory does no I/O", e);
        }
        return out.toString(StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith("x="))
                .findFirst()
                .orElseThrow()
                .substring(2);
    }
}
