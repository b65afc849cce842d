package dev.lastgood.bench;

import io.vertx.core.Vertx;

/** A gateway that answers at once, as a process of its own. */
final class ProbedProgram {

    static final String READY = "listens on port ";

    private ProbedProgram() {}

    public static void main(String... args) {
        Vertx.vertx()
                .createHttpServer()
                .requestHandler(request -> request.response().end("{\"status\": \"ok\"}"))
                .listen(0, "127.0.0.1")
                .onSuccess(server -> System.out.println(READY + server.actualPort() + "."));
    }
}
