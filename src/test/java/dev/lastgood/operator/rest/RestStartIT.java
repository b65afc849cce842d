package dev.lastgood.operator.rest;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.ApiProxy;
import dev.lastgood.operator.OperatorProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What REST answers while the operator starts, when it is switched off, and behind TLS. */
@RealApiServer
class RestStartIT {

    private static final ControlPlane PLANE = ControlPlane.shared();

    @BeforeAll
    static void install() {
        Crds.committed().forEach(crd -> PLANE.client().resource(crd).serverSideApply());
    }

    private static Map<String, String> settings(String... more) {
        String namespace = PLANE.newNamespace("rest");
        Map<String, String> settings = new java.util.TreeMap<>(
                Map.of("LASTGOOD_NAMESPACES", namespace, "LASTGOOD_OPERATOR_NAMESPACE", namespace));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    @Test
    void untilTheClusterIsReadItIs503AndTheHealthChecksAnswer() throws IOException {
        try (ApiProxy proxy = ApiProxy.start(PLANE.login("admin"))) {
            proxy.stall(path -> path.endsWith("/pods"));
            try (OperatorProcess operator = OperatorProcess.launch(proxy.login(), settings())) {
                RestCaller admin =
                        new RestCaller(operator::url, PLANE.login("admin").token());
                eventually("it says that it is not ready", () -> {
                    RestCaller.Answer answer = admin.get("/ai/models");
                    assertThat(answer.problem()).isEqualTo("NotReady");
                    assertThat(answer.header("Retry-After")).isEqualTo("2");
                });
                assertThat(operator.get("/q/health/live").statusCode()).isEqualTo(200);
                assertThat(operator.get("/q/health/ready").statusCode()).isEqualTo(503);
                assertThat(operator.get("/q/openapi").statusCode()).isEqualTo(200);

                proxy.release();
                operator.awaitReady();
                assertThat(admin.get("/ai/models").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void withoutTheRightToAskWhoCallsItSaysSo() {
        try (ApiProxy proxy = ApiProxy.start(PLANE.login("admin"))) {
            try (OperatorProcess operator = OperatorProcess.start(proxy.login(), settings())) {
                proxy.forbid(path -> path.endsWith("/tokenreviews"));
                RestCaller.Answer answer =
                        new RestCaller(operator::url, PLANE.login("admin").token()).get("/ai/models");

                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.problem()).isEqualTo("RightsMissing");
                assertThat(answer.detail()).contains("tokenreviews.authentication.k8s.io");
                assertThat(answer.header("Retry-After")).isNotEmpty();
            }
        }
    }

    @Test
    void whatIsTooMuchAtOnceIsRefusedAndTheHealthChecksAnswer() throws Exception {
        try (ApiProxy proxy = ApiProxy.start(PLANE.login("admin"));
                OperatorProcess operator =
                        OperatorProcess.start(proxy.login(), settings("LASTGOOD_REST_CONCURRENCY", "1"))) {
            RestCaller admin =
                    new RestCaller(operator::url, PLANE.login("admin").token());
            proxy.stall(path -> path.endsWith("/tokenreviews"));
            CompletableFuture<RestCaller.Answer> first = CompletableFuture.supplyAsync(() -> admin.get("/ai/models"));
            // Else the second could be the first.
            eventually("the first is under way", () -> assertThat(proxy.hasStalled())
                    .isTrue());
            eventually("the second is refused", () -> {
                RestCaller.Answer second = admin.get("/ai/models");
                assertThat(second.problem()).as(second.toString()).isEqualTo("Busy");
                assertThat(second.header("Retry-After")).isEqualTo("2");
            });
            assertThat(operator.get("/q/health/ready").statusCode()).isEqualTo(200);

            proxy.release();
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(admin.get("/ai/models").status()).isEqualTo(200);
        }
    }

    @Test
    void aTokenForAnotherAudienceIsNoneWhereAudiencesAreSet() {
        Map<String, String> settings = settings("LASTGOOD_REST_AUDIENCES", "lastgood");
        String namespace = settings.get("LASTGOOD_NAMESPACES");
        try (OperatorProcess operator = OperatorProcess.start(PLANE.login("admin"), settings)) {
            String ours = PLANE.token(namespace, "caller", "lastgood");
            String theirs = PLANE.token(namespace, "caller", "somebody-else");

            assertThat(new RestCaller(operator::url, ours).get("/ai/models").status())
                    .isEqualTo(200);
            assertThat(new RestCaller(operator::url, theirs).get("/ai/models").problem())
                    .isEqualTo("Unauthenticated");
            assertThat(new RestCaller(
                                    operator::url,
                                    PLANE.serviceAccount(namespace, "caller").token())
                            .get("/ai/models")
                            .problem())
                    .as("one for the API server must not be shown to others")
                    .isEqualTo("Unauthenticated");
        }
    }

    @Test
    void switchedOffItAnswersNothing() {
        try (OperatorProcess operator =
                OperatorProcess.start(PLANE.login("admin"), settings("LASTGOOD_REST_ENABLED", "false"))) {
            assertThat(new RestCaller(operator::url, PLANE.login("admin").token())
                            .get("/ai/models")
                            .detail())
                    .contains("lastgood.rest.enabled");
        }
    }

    @Test
    void itSpeaksTlsBySettingsOfQuarkus(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (OperatorProcess operator = OperatorProcess.start(
                PLANE.login("admin"),
                settings(
                        "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_FILE", store.toString(),
                        "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_PASSWORD", "changeit",
                        "QUARKUS_HTTP_SSL_PORT", Integer.toString(port)))) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/ai/models"))
                    .header("Authorization", "Bearer " + PLANE.login("admin").token())
                    .build();

            assertThat(HttpClient.newBuilder()
                            .sslContext(trusting(store))
                            .build()
                            .send(request, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(operator.hasEnded()).isFalse();
        }
    }

    private static SSLContext trusting(Path store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            trusted.load(file, "changeit".toCharArray());
        }
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null);
        certificates.setCertificateEntry("server", trusted.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
