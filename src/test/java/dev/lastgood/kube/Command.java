package dev.lastgood.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A short program whose output is wanted. */
final class Command {

    private Command() {}

    /**
     * Runs a program to its end.
     *
     * @return what it wrote, errors included, whatever its exit code
     * @throws UncheckedIOException where it cannot be started
     */
    static String output(List<String> command, Path directory, String what) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(what + " cannot be run", e);
        }
    }
}
