package dev.lastgood.notify.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.notify.NotSent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One POST of JSON or of a form and its answer, within a time and a number of bytes; no redirects, no second try. */
@ApplicationScoped
public class Post {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 4 << 20;
    private static final int TEXT = 200;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Duration timeout;
    private final HttpClient client;

    @Inject
    public Post(NotifyConfig config) {
        this(config, HttpClient.newBuilder());
    }

    /** @param builder of a client that trusts whom it is to trust */
    public Post(NotifyConfig config, HttpClient.Builder builder) {
        this.timeout = config.timeout();
        this.client = builder.connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * @param name of the other side, for messages
     * @throws NotSent where there is no answer, or one that asks to wait; its message names neither URL nor credential
     */
    public HttpReply send(String name, URI uri, Map<String, String> headers, String type, String body) throws NotSent {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(timeout).header("Content-Type", type);
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(
                request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try {
            // Read by this thread: on one that is shared, a slow body would be in the way of others' answers.
            HttpReply came = read(answer.get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS));
            if (came.isBusy()) {
                throw new NotSent(NotifyResult.pending(
                        Reason.ReceiverBusy,
                        name + " answers " + came.status() + ": tried again by itself",
                        came.retryAfter()));
            }
            return came;
        } catch (ExecutionException e) {
            throw new NotSent(without(name, e.getCause()));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new NotSent(NotifyResult.unknown(name + " did not answer in time"));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new NotSent(NotifyResult.unknown("the operator ended before " + name + " answered"));
        }
    }

    public static String json(JsonNode tree) {
        return tree.toString();
    }

    private HttpReply read(HttpResponse<InputStream> response) {
        byte[] bytes;
        try (InputStream body = response.body()) {
            CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> close(body));
            bytes = body.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            bytes = new byte[0]; // the status says enough
        }
        JsonNode tree;
        try {
            tree = bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        } catch (IOException e) {
            tree = MissingNode.getInstance();
        }
        String text = new String(bytes, 0, Math.min(bytes.length, TEXT), StandardCharsets.UTF_8);
        return new HttpReply(response.statusCode(), tree, text, retryAfter(response));
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // it was only to end the reading
        }
    }

    /** In seconds or as a date, at most an hour; nonsense is as if it were not there. */
    private static Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .map(Post::wait)
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
                .orElse(null);
    }

    private static Duration wait(String retryAfter) {
        if (retryAfter.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(retryAfter));
        }
        try {
            Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter, Instant::from);
            Duration wait = Duration.between(Instant.now(), date);
            return wait.isNegative() ? null : wait;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Before the connection stands nothing was sent. */
    private static NotifyResult without(String name, Throwable failure) {
        boolean before = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            before |= cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        }
        String tls = TlsTrouble.before(failure);
        before |= tls != null;
        String why = tls != null ? tls : failure.getClass().getSimpleName();
        return before
                ? NotifyResult.pending(Reason.ReceiverUnreachable, "no connection to " + name + ": " + why, null)
                : NotifyResult.unknown(name + " gave no answer: " + why);
    }
}
