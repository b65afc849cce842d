package dev.lastgood.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands at the port of a server that is away: hangs up on everybody, and counts them. */
public final class Doorbell implements AutoCloseable {

    private final ServerSocket socket;
    private final Thread thread = new Thread(this::answer, "doorbell");
    private final AtomicInteger rings = new AtomicInteger();

    public Doorbell(int port) throws IOException {
        socket = new ServerSocket(port);
        thread.setDaemon(true);
        thread.start();
    }

    /** How many connections there have been. */
    public int rings() {
        return rings.get();
    }

    private void answer() {
        while (!socket.isClosed()) {
            try (Socket caller = socket.accept()) {
                rings.incrementAndGet();
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
