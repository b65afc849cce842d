package dev.lastgood.kube;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Fetches the official release binaries, each held against its published SHA-256. A network that is missing or blocked
 * is found out within seconds; a slow one is given up after three minutes, because a build takes not much longer.
 */
final class KubeDownload {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
    private static final Duration TOTAL = Duration.ofMinutes(3);
    private static final Duration PROGRESS = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final Instant end = Instant.now().plus(TOTAL);
    private Instant lastProgress = Instant.now();

    private KubeDownload() {}

    /**
     * Puts etcd, kube-apiserver, kube-controller-manager and kubectl into the directory.
     *
     * @throws IOException where there are none for this machine, the network fails or a checksum differs
     */
    static void into(Path directory, KubeModule module) throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (!system.equals("linux")) {
            throw new IOException("Kubernetes publishes kube-apiserver for Linux only");
        }
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Files.createDirectories(directory);
        new KubeDownload().fetchAll(directory, module, machine);
    }

    private void fetchAll(Path directory, KubeModule module, String machine) throws IOException {
        String kubernetes = "https://dl.k8s.io/release/" + module.kubernetes() + "/bin/linux/" + machine + "/";
        for (String name : List.of("kube-apiserver", "kube-controller-manager", "kubectl")) {
            Path target = directory.resolve(name);
            if (!Files.isExecutable(target)) {
                String sum = text(kubernetes + name + ".sha256").trim();
                install(fetch(kubernetes + name, sum, directory), target);
            }
        }
        if (!Files.isExecutable(directory.resolve("etcd"))) {
            fetchEtcd(directory, module.etcd(), machine);
        }
    }

    private void fetchEtcd(Path directory, String version, String machine) throws IOException {
        String release = "https://github.com/etcd-io/etcd/releases/download/" + version + "/";
        String name = "etcd-" + version + "-linux-" + machine;
        String archive = name + ".tar.gz";
        String sum = text(release + "SHA256SUMS")
                .lines()
                .filter(line -> line.endsWith(" " + archive))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow(() -> new IOException("no checksum for " + archive));
        Path packed = fetch(release + archive, sum, directory);
        Path unpacked = Files.createTempDirectory(directory, "etcd");
        try {
            String said = Command.output(
                    List.of(
                            "tar",
                            "-xzf",
                            packed.toString(),
                            "-C",
                            unpacked.toString(),
                            "--strip-components=1",
                            name + "/etcd"),
                    directory,
                    "tar");
            if (!Files.isRegularFile(unpacked.resolve("etcd"))) {
                throw new IOException("tar could not unpack " + archive + ": " + said.trim());
            }
            install(unpacked.resolve("etcd"), directory.resolve("etcd"));
        } finally {
            Files.deleteIfExists(unpacked);
            Files.deleteIfExists(packed);
        }
    }

    private static void install(Path file, Path target) throws IOException {
        if (!file.toFile().setExecutable(true, false)) {
            throw new IOException(file + " cannot be made executable");
        }
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String text(String url) throws IOException {
        try (InputStream body = open(url)) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path fetch(String url, String sum, Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "download", ".part");
        boolean complete = false;
        try (InputStream body = open(url);
                DigestInputStream digest = new DigestInputStream(body, MessageDigest.getInstance("SHA-256"));
                var out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            long size = 0;
            for (int n = digest.read(buffer); n >= 0; n = digest.read(buffer)) {
                out.write(buffer, 0, n);
                size += n;
                progress(url, size);
            }
            String actual = HexFormat.of().formatHex(digest.getMessageDigest().digest());
            if (!actual.equals(sum)) {
                throw new IOException(url + " has the SHA-256 " + actual + ", published is " + sum);
            }
            complete = true;
            return file;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } finally {
            if (!complete) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void progress(String url, long size) throws IOException {
        Instant now = Instant.now();
        if (now.isAfter(end)) {
            throw new IOException(url + " was not complete after " + TOTAL.toMinutes() + " minutes");
        }
        if (now.isAfter(lastProgress.plus(PROGRESS))) {
            lastProgress = now;
            System.out.printf("Downloading %s: %d MB%n", url, size >> 20);
        }
    }

    private InputStream open(String url) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(FIRST_ANSWER)
                    .build();
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                answer.body().close();
                throw new IOException(url + " answered " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            // Such as a ConnectException, which has no message of its own.
            throw e.getMessage() != null && e.getMessage().startsWith(url)
                    ? e
                    : new IOException(
                            url + ": " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()), e);
        }
    }
}
