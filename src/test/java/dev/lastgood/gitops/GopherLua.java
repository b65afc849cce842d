package dev.lastgood.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The Lua that Argo CD itself uses, built from {@code src/test/lua} where Go is on the PATH. */
final class GopherLua {

    private static final Path MODULE = Path.of("src/test/lua");
    private static final Path PROGRAM = Path.of("target/argo-lua").toAbsolutePath();
    private static final int LIMIT_MINUTES = 3;
    /** Null where it can be had. */
    private static final String LACKING = build();

    /** A script that raised an error. */
    static final class ScriptError extends RuntimeException {
        private static final long serialVersionUID = 1;

        private ScriptError(String message) {
            super(message);
        }
    }

    private record Ended(int exit, String out) {}

    /** Why it cannot be asked; null where it can. */
    static String lacking() {
        return LACKING;
    }

    /**
     * @return what the script returned
     * @throws ScriptError where it raised an error
     */
    static JsonNode run(String script, JsonNode object) {
        try {
            ObjectMapper json = new ObjectMapper();
            String input = json.createObjectNode()
                    .put("script", script)
                    .<ObjectNode>set("obj", object)
                    .toString();
            Ended ended = run(Path.of("."), input, PROGRAM.toString());
            if (ended.exit() != 0) {
                throw new ScriptError(ended.out());
            }
            return json.readTree(ended.out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String build() {
        try {
            Ended built = run(MODULE, "", "go", "build", "-o", PROGRAM.toString(), ".");
            return built.exit() == 0 ? null : "go build of " + MODULE + " failed: " + built.out();
        } catch (IOException e) {
            return "no Go on the PATH: " + e.getMessage();
        }
    }

    private static Ended run(Path directory, String input, String... command) throws IOException {
        Process process = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        // A build that downloads may hang.
        CompletableFuture.delayedExecutor(LIMIT_MINUTES, TimeUnit.MINUTES).execute(process::destroy);
        try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
            stdin.write(input);
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Ended(process.waitFor(), out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private GopherLua() {}
}
