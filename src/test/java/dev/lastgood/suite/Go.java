package dev.lastgood.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The Go on the PATH, which builds the programs that tests need and nobody publishes for them. */
public final class Go {

    private static final long LIMIT_MINUTES = 40;
    private static final long PROGRESS_SECONDS = 10;

    private final Path program;
    private final Map<String, String> environment;

    private Go(Path program, Map<String, String> environment) {
        this.program = program;
        this.environment = environment;
    }

    /**
     * Finds it.
     *
     * @throws IOException if no directory of the PATH has it
     */
    public static Go onPath() throws IOException {
        Path program = Programs.onPath("go").orElseThrow(() -> new IOException("go is not on the PATH"));
        return new Go(program, Map.of("CGO_ENABLED", "0"));
    }

    /** The same Go with one more variable in its environment. */
    public Go with(String variable, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(variable, value);
        return new Go(program, more);
    }

    /**
     * Runs a command of it that takes minutes, and prints every ten seconds that it goes on.
     *
     * @param what it does, such as {@code Building Kubernetes}
     * @throws IOException if it fails, with the last lines that it printed, or if it takes more than 40 minutes
     */
    public void run(String what, Path directory, String... arguments) throws IOException {
        Path log = Files.createTempFile("lastgood-go", ".log");
        try {
            if (await(
                            what,
                            command(directory, arguments)
                                    .redirectOutput(log.toFile())
                                    .start())
                    != 0) {
                throw new IOException(what + " failed: " + LogTail.of(log, 5));
            }
        } finally {
            Files.deleteIfExists(log);
        }
    }

    /**
     * Runs a short command of it.
     *
     * @return what it printed
     * @throws IOException if it fails, with what it printed
     */
    public String ask(Path directory, String... arguments) throws IOException {
        Process process = command(directory, arguments).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(said.trim());
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while go ran", e);
        }
    }

    private ProcessBuilder command(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }

    private static int await(String what, Process process) throws IOException {
        Thread onExit = new Thread(() -> end(process), "go-end");
        Runtime.getRuntime().addShutdownHook(onExit);
        long start = System.nanoTime();
        try {
            while (!process.waitFor(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
                System.out.printf("%s: %d:%02d min%n", what, seconds / 60, seconds % 60);
                if (seconds > TimeUnit.MINUTES.toSeconds(LIMIT_MINUTES)) {
                    throw new IOException(what + " took more than " + LIMIT_MINUTES + " minutes");
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(what + " was interrupted", e);
        } finally {
            end(process);
            removeHook(onExit);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down, and the hook runs.
        }
    }

    private static void end(Process process) {
        // The compilers are children of go.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
