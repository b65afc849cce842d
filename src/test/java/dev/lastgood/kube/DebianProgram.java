package dev.lastgood.kube;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Real counterparts that are installed beside Java, by packages of Debian and Ubuntu. */
public final class DebianProgram {

    /**
     * Finds one on the PATH; leaves the test out, in one line, where there is none.
     *
     * @throws IllegalStateException where there is none and {@code CI=true}
     */
    public static Path find(String name) {
        return find(name, name);
    }

    /** Finds one of another package, see {@link #find(String)}. */
    public static Path find(String name, String ofPackage) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> missing(name, ofPackage));
    }

    private static Path missing(String name, String ofPackage) {
        String how = "Some tests need the program " + name + " on the PATH: on Debian and Ubuntu, apt-get install "
                + ofPackage;
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(how);
        }
        System.err.println(how);
        return Assumptions.abort(how);
    }

    /** Returns a loopback port on which nobody listens. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DebianProgram() {}
}
