package dev.lastgood.helm;

import dev.lastgood.suite.BuiltOnce;
import dev.lastgood.suite.Cache;
import dev.lastgood.suite.Go;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The two versions of Helm that people use: 3 merges three ways, 4 applies on the server's side. */
public enum HelmVersion {
    HELM3("helm.sh/helm/v3", "v3.22.0"),
    HELM4("helm.sh/helm/v4", "v4.3.1");

    private final String module;
    private final String version;

    HelmVersion(String module, String version) {
        this.module = module;
        this.version = version;
    }

    /**
     * The program: from the cache, otherwise built from its Go module, once per machine.
     *
     * @throws IOException if the build is not possible; the message says why
     */
    Path program() throws IOException {
        Path program = Cache.directory("helm", version).resolve("helm");
        if (!Files.isExecutable(program)) {
            Go go = Go.onPath();
            BuiltOnce.build("Helm " + version, program, unfinished -> build(go, unfinished));
        }
        return program;
    }

    private void build(Go go, Path unfinished) throws IOException {
        System.out.printf("Building Helm %s from source, once: about 3 minutes.%n", version);
        Path bin = Files.createTempDirectory(unfinished.getParent(), "bin");
        try {
            go.with("GOBIN", bin.toString())
                    .run(
                            "Building Helm " + version,
                            bin,
                            "install",
                            "-trimpath",
                            "-ldflags",
                            "-s -w -X " + module + "/internal/version.version=" + version,
                            module + "/cmd/helm@" + version);
            Files.move(bin.resolve("helm"), unfinished);
        } finally {
            Files.deleteIfExists(bin.resolve("helm"));
            Files.deleteIfExists(bin);
        }
    }
}
