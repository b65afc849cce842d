package dev.lastgood.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.lastgood.suite.Belongings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that lays its files out as the release servers do. */
class KubeDownloadTest {

    private static final KubeModule MODULE = new KubeModule(Path.of("."), "v1.2.3", "v3.4.5", "1.26.0");

    @TempDir
    private Path cache;

    @TempDir
    private Path archive;

    private final Map<String, byte[]> files = new HashMap<>();

    @AutoClose
    private final Belongings belongings = new Belongings();

    private HttpServer server;

    @BeforeEach
    void publish() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        belongings.own(() -> server.stop(0));
        server.createContext("/", exchange -> {
            byte[] file = files.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(file == null ? 404 : 200, file == null ? -1 : file.length);
            if (file != null) {
                exchange.getResponseBody().write(file);
            }
            exchange.close();
        });
        server.start();

        for (String name : List.of("kube-apiserver", "kube-controller-manager", "kubectl")) {
            byte[] program = ("program " + name).getBytes(StandardCharsets.UTF_8);
            files.put("/k8s/v1.2.3/bin/linux/amd64/" + name, program);
            files.put(
                    "/k8s/v1.2.3/bin/linux/amd64/" + name + ".sha256",
                    sha256(program).getBytes());
        }
        byte[] etcd = packEtcd();
        files.put("/etcd/v3.4.5/etcd-v3.4.5-linux-amd64.tar.gz", etcd);
        files.put(
                "/etcd/v3.4.5/SHA256SUMS",
                ("0000  etcd-v3.4.5-linux-arm64.tar.gz\n" + sha256(etcd) + "  etcd-v3.4.5-linux-amd64.tar.gz\n")
                        .getBytes());
    }

    @Test
    void allFourProgramsAreThereAndExecutable() throws IOException {
        download();

        assertThat(KubeBinaries.in(cache, "v1.2.3"))
                .contains(new KubeBinaries(
                        "v1.2.3",
                        cache.resolve("etcd"),
                        cache.resolve("kube-apiserver"),
                        cache.resolve("kube-controller-manager"),
                        cache.resolve("kubectl")));
        assertThat(cache.resolve("kubectl")).hasContent("program kubectl");
        assertThat(cache.resolve("etcd")).hasContent("program etcd");
        assertThat(cache.toFile().list()).hasSize(4);
    }

    @Test
    void aProgramWithAnotherChecksumIsRefused() {
        files.put("/k8s/v1.2.3/bin/linux/amd64/kubectl", "something else".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(this::download)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kubectl has the SHA-256")
                .hasMessageContaining("published is");
        assertThat(cache.resolve("kubectl")).doesNotExist();
        assertThat(cache.toFile().list()).containsExactlyInAnyOrder("kube-apiserver", "kube-controller-manager");
    }

    @Test
    void aReleaseThatDoesNotExistIsNamed() {
        files.remove("/k8s/v1.2.3/bin/linux/amd64/kube-apiserver.sha256");

        assertThatThrownBy(this::download).hasMessageEndingWith("kube-apiserver.sha256 answered 404");
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        server.stop(0);

        assertThatThrownBy(this::download).hasMessageContaining("kube-apiserver.sha256: ConnectException");
    }

    private void download() throws IOException {
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        new KubeDownload(base + "/k8s/", base + "/etcd/").fetchAll(cache, MODULE, "amd64");
    }

    private byte[] packEtcd() throws IOException {
        String name = "etcd-v3.4.5-linux-amd64";
        Path directory = Files.createDirectory(archive.resolve(name));
        Files.writeString(directory.resolve("etcd"), "program etcd");
        Files.writeString(directory.resolve("etcdctl"), "not wanted");
        assertThat(Command.output(List.of("tar", "-czf", "etcd.tar.gz", name), archive, "tar"))
                .isEmpty();
        return Files.readAllBytes(archive.resolve("etcd.tar.gz"));
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
