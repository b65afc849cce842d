package dev.lastgood.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Go module that builds the control plane from source: {@code src/test/kube}, the newest Kubernetes that
 * the tests run on, or, with {@code LASTGOOD_KUBE=oldest}, {@code src/test/kube-oldest}. Its {@code go.mod} is the one
 * place that names the versions of Kubernetes, etcd and Go.
 *
 * @param directory where go.mod lies
 * @param kubernetes such as {@code v1.36.3}
 * @param etcd such as {@code v3.6.8}
 * @param go the oldest Go that can build it, such as {@code 1.26.0}
 */
record KubeModule(Path directory, String kubernetes, String etcd, String go) {

    /**
     * Reads the module of the checkout that these classes were compiled in.
     *
     * @throws IllegalStateException outside a checkout, or where go.mod lacks one of the versions
     */
    static KubeModule ofCheckout() {
        Path directory = locate();
        try {
            String text = Files.readString(directory.resolve("go.mod"));
            return new KubeModule(
                    directory,
                    version(text, "k8s\\.io/kubernetes"),
                    version(text, "go\\.etcd\\.io/etcd/server/v3"),
                    version(text, "go"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path locate() {
        String chosen = System.getenv("LASTGOOD_KUBE");
        String name = chosen == null || chosen.isBlank() ? "kube" : "kube-" + chosen;
        try {
            Path classes = Path.of(KubeModule.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path up = classes; up != null; up = up.getParent()) {
                Path module = up.resolve(Path.of("src", "test", name));
                if (Files.isRegularFile(module.resolve("go.mod"))) {
                    return module;
                }
            }
            throw new IllegalStateException(
                    "no src/test/" + name + "/go.mod above " + classes + ": run this from a checkout");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String version(String goMod, String module) {
        Matcher line = Pattern.compile("^\\s*" + module + " (v?[0-9.]+)\\s*$", Pattern.MULTILINE)
                .matcher(goMod);
        if (!line.find()) {
            throw new IllegalStateException("go.mod names no version for " + module);
        }
        return line.group(1);
    }
}
