package dev.lastgood.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A real admission webhook that denies every update of a namespace's Deployments and ConfigMaps with one code. */
public final class DenyingWebhook implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final ControlPlane plane;
    private final HttpsServer server;
    private final ValidatingWebhookConfiguration configuration;

    private DenyingWebhook(ControlPlane plane, String namespace, int code, Path directory) throws Exception {
        this.plane = plane;
        KeyStore keys = keys(directory.resolve("webhook.p12"));
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        server.createContext("/", exchange -> deny(exchange, code));
        server.start();
        this.configuration = plane.client()
                .resource(new ValidatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .addNewWebhook()
                        .withName("deny.example.test")
                        .withAdmissionReviewVersions("v1")
                        .withSideEffects("None")
                        .withFailurePolicy("Fail")
                        .withNewNamespaceSelector()
                        .addToMatchLabels("kubernetes.io/metadata.name", namespace)
                        .endNamespaceSelector()
                        .addNewRule()
                        .withApiGroups("", "apps")
                        .withApiVersions("v1")
                        .withOperations("UPDATE")
                        .withResources("deployments", "configmaps")
                        .endRule()
                        .withNewClientConfig()
                        .withUrl("https://127.0.0.1:" + server.getAddress().getPort() + "/")
                        .withCaBundle(pem(keys))
                        .endClientConfig()
                        .endWebhook()
                        .build())
                .create();
    }

    /**
     * Starts one.
     *
     * @param code the HTTP code of the denial, 422 for the one that a failed JSON Patch has
     * @param directory for its certificate
     */
    public static DenyingWebhook start(ControlPlane plane, String namespace, int code, Path directory) {
        try {
            return new DenyingWebhook(plane, namespace, code, directory);
        } catch (Exception e) {
            throw new IllegalStateException("the webhook does not start", e);
        }
    }

    private static void deny(HttpExchange exchange, int code) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            JsonNode review = JSON.readTree(body);
            ObjectNode answer = JSON.createObjectNode()
                    .put("apiVersion", "admission.k8s.io/v1")
                    .put("kind", "AdmissionReview");
            answer.putObject("response")
                    .put("uid", review.at("/request/uid").asText())
                    .put("allowed", false)
                    .putObject("status")
                    .put("code", code)
                    .put("reason", "Invalid")
                    .put("message", "not today");
            byte[] text = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
        } finally {
            exchange.close();
        }
    }

    private static KeyStore keys(Path file) throws GeneralSecurityException, IOException {
        Command.output(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "webhook",
                        "-dname",
                        "CN=webhook",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-ext",
                        "bc:c",
                        "-keyalg",
                        "EC",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD)),
                file.getParent(),
                "keytool");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(file)) {
            keys.load(stored, PASSWORD);
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The certificate as PEM, once more in Base64, as the API server wants it. */
    private static String pem(KeyStore keys) throws GeneralSecurityException {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(keys.getCertificate("webhook").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** Nothing is denied any more. */
    @Override
    public void close() {
        plane.client().resource(configuration).delete();
        server.stop(0);
    }
}
