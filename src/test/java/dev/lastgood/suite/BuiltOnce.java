package dev.lastgood.suite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** A program in the {@link Cache} that one process of this machine builds, while the others wait for it. */
public final class BuiltOnce {

    private static final long PROGRESS_SECONDS = 10;

    private BuiltOnce() {}

    /** How the program is built. */
    @FunctionalInterface
    public interface Recipe {
        /** Writes the program to this file; what a build that was killed left there is overwritten. */
        void build(Path unfinished) throws IOException;
    }

    /**
     * Builds the program, unless it exists.
     *
     * @param what its name in the line that a waiting process prints
     * @throws IOException if the build fails; the message says why
     */
    public static void build(String what, Path program, Recipe recipe) throws IOException {
        Files.createDirectories(program.getParent());
        try (FileChannel file = FileChannel.open(
                        program.resolveSibling("build.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(file, what)) {
            if (lock.isValid() && !Files.isExecutable(program)) {
                // One name, because the lock lets only one build write it.
                Path unfinished = program.resolveSibling(program.getFileName() + ".part");
                try {
                    recipe.build(unfinished);
                    Files.move(unfinished, program, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(unfinished);
                }
            }
        }
    }

    private static FileLock lock(FileChannel file, String what) throws IOException {
        long start = System.nanoTime();
        try {
            for (FileLock lock = file.tryLock(); ; lock = file.tryLock()) {
                if (lock != null) {
                    return lock;
                }
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
                if (seconds % PROGRESS_SECONDS == 0) {
                    System.out.printf("Another process builds %s, waiting for it: %d s%n", what, seconds);
                }
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while another process built " + what, e);
        }
    }
}
