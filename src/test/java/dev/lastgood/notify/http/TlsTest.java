package dev.lastgood.notify.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyTask.News;
import dev.lastgood.notify.Messages;
import dev.lastgood.notify.Misbehaving;
import dev.lastgood.notify.NotSent;
import dev.lastgood.notify.Sender;
import dev.lastgood.notify.pagerduty.PagerDuty;
import dev.lastgood.notify.slack.SlackWebhook;
import dev.lastgood.notify.teams.MicrosoftTeams;
import dev.lastgood.notify.webhook.Webhook;
import dev.lastgood.suite.Slow;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS that fails on the wire; the certificates are made by the JDK's keytool. */
@Slow
class TlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    static Path directory;

    private static KeyStore authority;

    @BeforeAll
    static void certificates() throws Exception {
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=ca", "-ext", "bc:c", "-keyalg", "EC");
        keytool("-exportcert", "-alias", "ca", "-rfc", "-file", file("ca.pem"));
        leaf("good", "san=ip:127.0.0.1", "-validity", "10");
        leaf("wrong-host", "san=dns:elsewhere.test", "-validity", "10");
        leaf("expired", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
        leaf("future", "san=ip:127.0.0.1", "-startdate", "+5d", "-validity", "5");
        keytool("-genkeypair", "-alias", "self-signed", "-dname", "CN=x", "-ext", "san=ip:127.0.0.1", "-keyalg", "EC");
        authority = KeyStore.getInstance("PKCS12");
        authority.load(null);
        authority.setCertificateEntry("ca", all().getCertificate("ca"));
    }

    private static void leaf(String name, String names, String... validity) throws Exception {
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keyalg", "EC");
        keytool("-certreq", "-alias", name, "-file", file(name + ".csr"));
        List<String> sign = new ArrayList<>(List.of(
                "-gencert",
                "-alias",
                "ca",
                "-ext",
                names,
                "-infile",
                file(name + ".csr"),
                "-outfile",
                file(name + ".crt")));
        sign.addAll(Arrays.asList(validity));
        keytool(sign.toArray(String[]::new));
        keytool("-importcert", "-alias", name, "-noprompt", "-file", file(name + ".crt"));
    }

    private static String file(String name) {
        return directory.resolve(name).toString();
    }

    private static void keytool(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(Arrays.asList(args));
        command.addAll(List.of("-keystore", file("all.p12"), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static KeyStore all() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(directory.resolve("all.p12"))) {
            store.load(file, PASSWORD.toCharArray());
        }
        return store;
    }

    private static SSLContext serving(String alias) throws IOException, GeneralSecurityException {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null);
        one.setKeyEntry(
                alias,
                all().getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                all().getCertificateChain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext trusting() throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authority);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static NotifyResult page(int port) throws GeneralSecurityException {
        Messages.Settings settings = new Messages.Settings(
                "https://127.0.0.1:" + port, null, false, Duration.ofSeconds(10)); // a first handshake takes its time
        try {
            return new PagerDuty(new Post(settings, HttpClient.newBuilder().sslContext(trusting())), settings)
                    .send(
                            Messages.task(NotificationType.PagerDuty, News.Opened, Messages.notice("x"), null, false),
                            ref -> Messages.ROUTING_KEY);
        } catch (NotSent e) {
            return e.result();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wrong-host, its certificate is for another host",
        "expired, its certificate has expired",
        "future, its certificate is not valid yet",
        "self-signed, its certificate is signed by nobody whom the operator's JVM trusts",
    })
    void the_message_names_the_cause_and_nothing_was_sent(String certificate, String cause) throws Exception {
        try (Misbehaving server = new Misbehaving(serving(certificate)).then(Misbehaving.answer(202, ""))) {
            NotifyResult result = page(server.port());
            assertThat(result.state()).isEqualTo(NotificationState.Pending);
            assertThat(result.message()).isEqualTo("no connection to PagerDuty: " + cause);
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void webhooks_name_the_cause_too_and_not_their_url() throws Exception {
        Messages.Settings settings = new Messages.Settings(null, null, false, Duration.ofSeconds(10));
        Post post = new Post(settings, HttpClient.newBuilder().sslContext(trusting()));
        List<Sender> webhooks = List.of(
                new SlackWebhook(post, settings), new Webhook(post, settings), new MicrosoftTeams(post, settings));
        try (Misbehaving server = new Misbehaving(serving("expired")).then(Misbehaving.answer(202, ""))) {
            for (Sender webhook : webhooks) {
                NotSent thrown = catchThrowableOfType(
                        NotSent.class,
                        () -> webhook.send(
                                Messages.task(webhook.type(), News.Opened, Messages.notice("x"), null, false),
                                ref -> ref.key.equals("signing")
                                        ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
                                        : "https://127.0.0.1:" + server.port() + "/url-secret"));
                assertThat(thrown.result().state()).isEqualTo(NotificationState.Pending);
                assertThat(thrown.result().message())
                        .endsWith(": its certificate has expired")
                        .doesNotContain("url-secret", "MfKQ");
            }
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void a_good_one_is_taken() throws Exception {
        try (Misbehaving server = new Misbehaving(serving("good")).then(Misbehaving.answer(202, ""))) {
            assertThat(page(server.port()).state()).isEqualTo(NotificationState.Done);
        }
    }

    @Test
    void plain_http_where_https_is_asked() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread plain = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the other side hung up
                }
            });
            plain.start();
            NotifyResult result = page(server.getLocalPort());
            assertThat(result.state()).isEqualTo(NotificationState.Pending);
            assertThat(result.message())
                    .isEqualTo("no connection to PagerDuty: it does not speak TLS: is https right?");
        }
    }

    @Test
    void gone_after_it_was_read_may_have_come_in() throws Exception {
        try (Misbehaving server = new Misbehaving(serving("good")).then(Misbehaving.RESET_READ)) {
            assertThat(page(server.port()).state()).isEqualTo(NotificationState.Unknown);
        }
    }
}
