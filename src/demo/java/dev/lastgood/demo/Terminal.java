package dev.lastgood.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What the viewer sees: lines of at most 100 columns, and one that moves while something takes longer than two seconds.
 * Colour and movement only where a terminal can show them.
 */
final class Terminal {

    private static final int WIDTH = 100;
    private static final int QUIET_SECONDS = 2;
    private static final int LINE_EVERY_SECONDS = 10;
    private static final String CLEAR_LINE = "\r\033[2K";

    private final PrintStream out;
    private final boolean moves;
    private final boolean colours;
    private final boolean unicode;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private String busy;
    private long busySince;
    private long lastLine;
    private boolean drawn;
    private boolean muted;

    Terminal(PrintStream out, boolean moves, boolean colours, boolean unicode) {
        this.out = out;
        this.moves = moves;
        this.colours = colours;
        this.unicode = unicode;
        ticks.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** This process's own terminal, pipe or file; {@code tty} as the caller found it. */
    static Terminal ofProcess(boolean tty) {
        boolean unicode = isUtf8();
        String noColour = System.getenv("NO_COLOR");
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        return new Terminal(
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out),
                        true,
                        unicode ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII),
                tty && !dumb,
                tty && !dumb && (noColour == null || noColour.isEmpty()),
                unicode);
    }

    private static boolean isUtf8() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = System.getenv(name);
            if (value != null && !value.isEmpty()) {
                return value.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8");
            }
        }
        return false;
    }

    /** The colours of what is said, as a terminal numbers them. */
    enum Colour {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        GREEN("32"),
        RED("31"),
        YELLOW("33"),
        CYAN("36");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    String paint(Colour colour, String text) {
        return colours && colour != Colour.PLAIN ? "\033[" + colour.code + "m" + text + "\033[0m" : text;
    }

    /** A heading, after an empty line. */
    void title(String text) {
        line("");
        line(paint(Colour.BOLD, text));
    }

    /** One line as it is. */
    synchronized void line(String text) {
        if (muted) {
            return;
        }
        clear();
        out.println(unicode ? text : text.replace("·", "-").replace("→", "->").replace("…", "..."));
        lastLine = System.nanoTime();
    }

    /** Text beside a label, broken into as many lines as it needs; the label stands on the first. */
    void labelled(String label, Colour labelColour, String text, Colour colour) {
        String first = label;
        for (String part : wrap(text, WIDTH - label.length())) {
            line(
                    part.isEmpty()
                            ? paint(labelColour, first.stripTrailing())
                            : paint(labelColour, first) + paint(colour, part));
            first = " ".repeat(label.length());
        }
    }

    private static java.util.List<String> wrap(String text, int width) {
        java.util.List<String> lines = new java.util.ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            String rest = paragraph;
            while (rest.length() > width) {
                // After a comma, too: JSON has few spaces.
                int cut = Math.max(rest.lastIndexOf(' ', width), rest.lastIndexOf(',', width - 1) + 1);
                cut = cut <= 0 ? width : cut;
                lines.add(rest.substring(0, cut));
                rest = rest.substring(cut).stripLeading();
            }
            lines.add(rest);
        }
        return lines;
    }

    /** An expectation: a check mark, or a cross with what was seen instead. */
    void check(boolean held, String expectation, String seen) {
        String mark = unicode ? (held ? "  ✓ " : "  ✗ ") : (held ? "  ok " : "  NO ");
        Colour colour = held ? Colour.GREEN : Colour.RED;
        labelled(mark, colour, held ? expectation : expectation + ": " + seen, Colour.PLAIN);
    }

    /** Does something; the viewer is told of it as soon as it takes longer than two seconds. */
    <T> T busy(String what, Callable<T> work) throws Exception {
        synchronized (this) {
            busy = what;
            busySince = System.nanoTime();
            lastLine = busySince;
        }
        try {
            return work.call();
        } finally {
            synchronized (this) {
                clear();
                busy = null;
            }
        }
    }

    private synchronized void tick() {
        if (busy == null || muted) {
            return;
        }
        long now = System.nanoTime();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - busySince);
        String text = "  … " + busy + ", " + seconds + " s";
        if (moves && seconds >= QUIET_SECONDS) {
            clear();
            out.print(paint(Colour.DIM, unicode ? text : text.replace("…", "...")));
            out.flush();
            drawn = true;
        } else if (!moves
                && (seconds == QUIET_SECONDS || TimeUnit.NANOSECONDS.toSeconds(now - lastLine) >= LINE_EVERY_SECONDS)) {
            line(text);
        }
    }

    private void clear() {
        if (drawn) {
            out.print(CLEAR_LINE);
            drawn = false;
        }
    }

    /** Says a last word, and nothing of what other threads still have to say. */
    synchronized void last(String text) {
        line(text);
        muted = true;
    }
}
