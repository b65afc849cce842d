package dev.lastgood.kube;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Child processes that never outlive this JVM, and a temporary directory that goes with them.
 *
 * <p>{@link #close} and the JVM's exit (Ctrl-C included) end them. For {@code kill -9} of the JVM there is a guard: a
 * shell that reads from a pipe which only the JVM holds open; when the pipe ends it kills the children it was told of
 * and removes the directory. That works wherever there is a POSIX shell, whichever thread started the children, which
 * Linux' parent death signal does not (it follows the thread). Killing guard and JVM together with -9 leaves children.
 */
public final class Children implements AutoCloseable {

    private static final String GUARD =
            """
            trap '' INT TERM HUP
            while read -r line; do
              case "$line" in
                ended) pids= ;;
                *) pids="$pids $line" ;;
              esac
            done
            [ -z "$pids" ] || kill -9 $pids 2>/dev/null
            rm -rf -- "$1"
            """;

    private final Path directory;
    private final Process guard;
    private final Writer pipe;
    private final List<Process> running = new ArrayList<>();
    private final Thread onExit = new Thread(this::end, "children-end");
    private boolean closed;

    /**
     * Makes the directory and starts the guard.
     *
     * @param prefix of the directory's name
     * @throws IOException where the directory cannot be made or there is no POSIX shell
     */
    public Children(String prefix) throws IOException {
        this.directory = Files.createTempDirectory(prefix);
        this.guard = new ProcessBuilder("sh", "-c", GUARD, "children-guard", directory.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        this.pipe = guard.outputWriter(StandardCharsets.US_ASCII);
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** The directory that is removed at the end; the children's logs lie in it. */
    public Path directory() {
        return directory;
    }

    /**
     * Starts a child; its output is appended to {@code <name>.log} in the directory.
     *
     * @throws IOException where it cannot be started
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized Process start(String name, ProcessBuilder command) throws IOException {
        if (closed) {
            throw new IllegalStateException("closed: " + name + " would have no end");
        }
        Process process = command.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
                .start();
        running.add(process);
        pipe.write(process.pid() + "\n");
        pipe.flush();
        process.getOutputStream().close();
        return process;
    }

    /** Where the child of this name writes to. */
    public Path log(String name) {
        return directory.resolve(name + ".log");
    }

    /** Ends all children at once (kill -9), and removes the directory. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The JVM is going down, and the hook runs or has run.
        }
    }

    private synchronized void end() {
        if (closed) {
            return;
        }
        closed = true;
        running.forEach(Process::destroyForcibly);
        try {
            for (Process process : running) {
                process.waitFor();
            }
            pipe.write("ended\n");
            pipe.close();
            guard.waitFor();
        } catch (IOException e) {
            System.err.println("The guard of " + directory + " is gone, the directory stays: " + e);
        } catch (InterruptedException e) {
            // The guard does the rest as soon as this JVM ends.
            Thread.currentThread().interrupt();
        }
    }
}
