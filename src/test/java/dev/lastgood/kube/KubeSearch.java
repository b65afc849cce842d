package dev.lastgood.kube;

import dev.lastgood.suite.Cache;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the control plane comes from, in this order: {@code KUBEBUILDER_ASSETS}, the cache, the official release
 * binaries, a build of {@code src/test/kube}. The cache is {@code ~/.cache/lastgood/kube/<version>}, or
 * {@code $LASTGOOD_CACHE/kube/<version>}.
 */
public final class KubeSearch {

    private static final List<String> NAMES = List.of("etcd", "kube-apiserver", "kube-controller-manager", "kubectl");

    private final KubeModule module = KubeModule.ofCheckout();
    private final Path cache = Cache.directory("kube", module.kubernetes());
    private final List<String> tried = new ArrayList<>();

    private KubeSearch() {}

    /**
     * Finds the programs; may take minutes with {@code mayBuild}, and prints its progress meanwhile.
     *
     * @param mayBuild whether a build from source is waited for
     * @throws KubeUnavailable with one line that says what was tried and how to get them
     */
    public static synchronized KubeBinaries find(boolean mayBuild) throws KubeUnavailable {
        return new KubeSearch().search(mayBuild);
    }

    private KubeBinaries search(boolean mayBuild) throws KubeUnavailable {
        Optional<KubeBinaries> found = fromAssets().or(this::fromCache);
        if (found.isEmpty()) {
            found = fromRelease();
        }
        if (found.isEmpty()) {
            found = fromSource(mayBuild);
        }
        return found.orElseThrow(() -> new KubeUnavailable("No Kubernetes " + module.kubernetes() + " control plane ("
                + String.join("; ", tried) + "). Put Go " + module.go() + " or newer on the PATH, or put "
                + String.join(", ", NAMES) + " of that version into " + cache + "."));
    }

    private Optional<KubeBinaries> fromAssets() {
        String assets = System.getenv("KUBEBUILDER_ASSETS");
        if (assets == null || assets.isBlank()) {
            return Optional.empty();
        }
        Optional<KubeBinaries> found = KubeBinaries.in(Path.of(assets), module.kubernetes());
        if (found.isEmpty()) {
            tried.add("KUBEBUILDER_ASSETS has no kube-controller-manager");
            return found;
        }
        // Another version would make the tests prove something about another server than they say.
        String version = Command.output(
                List.of(found.get().apiServer().toString(), "--version"), module.directory(), "kube-apiserver");
        if (!version.trim().equals("Kubernetes " + module.kubernetes())) {
            tried.add("KUBEBUILDER_ASSETS has " + version.trim());
            return Optional.empty();
        }
        return found;
    }

    private Optional<KubeBinaries> fromCache() {
        try {
            if (Files.isExecutable(cache.resolve(KubeBuild.BINARY))) {
                linkNames();
            }
        } catch (IOException e) {
            tried.add("the cache " + cache + " cannot be used: " + e);
        }
        return KubeBinaries.in(cache, module.kubernetes());
    }

    /** The built program acts by the name it is called with, so that each name is a link to it. */
    private void linkNames() throws IOException {
        for (String name : NAMES) {
            Path link = cache.resolve(name);
            if (!Files.isExecutable(link)) {
                try {
                    Files.createSymbolicLink(link, Path.of(KubeBuild.BINARY));
                } catch (FileAlreadyExistsException e) {
                    // Another process was faster.
                }
            }
        }
    }

    private Optional<KubeBinaries> fromRelease() {
        try {
            KubeDownload.into(cache, module);
            return fromCache();
        } catch (IOException e) {
            tried.add("no release binaries: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<KubeBinaries> fromSource(boolean mayBuild) {
        if (!mayBuild) {
            tried.add("a build from source was not asked for");
            return Optional.empty();
        }
        try {
            KubeBuild.into(cache, module);
            return fromCache();
        } catch (IOException e) {
            tried.add("no build: " + e.getMessage());
            return Optional.empty();
        }
    }
}
