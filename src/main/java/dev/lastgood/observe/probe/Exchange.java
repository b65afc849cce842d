package dev.lastgood.observe.probe;

import dev.lastgood.api.condition.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/**
 * One request and its answer, within a time and a number of bytes. What goes wrong before the connection stands says
 * nothing of the target's answers (Unknown); what goes wrong afterwards is its answer (Bad).
 */
final class Exchange {

    /** A timer that comes so much too late means that we ourselves stood still, and an answer may wait to be read. */
    private static final Duration OUR_OWN_DELAY = Duration.ofMillis(500);

    private final Vertx vertx;
    private final Reading reading;
    private final Deadline deadline;
    private final String target;
    private final Promise<Answer> promise = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private HttpClientRequest request;

    private Exchange(Vertx vertx, Reading reading, Deadline deadline, String target) {
        this.vertx = vertx;
        this.reading = reading;
        this.deadline = deadline;
        this.target = target;
    }

    /**
     * Sends a request; on the loop.
     *
     * @param body null: none
     * @param target for messages
     */
    static Future<Answer> send(
            Vertx vertx,
            HttpClient client,
            Reading reading,
            RequestOptions options,
            Buffer body,
            Deadline deadline,
            String target) {
        return new Exchange(vertx, reading, deadline, target).start(client, options, body);
    }

    private Future<Answer> start(HttpClient client, RequestOptions options, Buffer toSend) {
        long timer = vertx.setTimer(deadline.millisLeft(), id -> outOfTime());
        client.request(options.setConnectTimeout(deadline.millisLeft()))
                .onSuccess(connected -> {
                    request = connected;
                    if (promise.future().isComplete()) {
                        connected.reset();
                        return;
                    }
                    (toSend == null ? connected.send() : connected.send(toSend))
                            .onSuccess(this::read)
                            .onFailure(e -> end(Finding.bad(
                                    Reason.AnswerIncomplete, target + " ended the connection without a whole answer")));
                })
                .onFailure(e -> end(Finding.unknown(
                        Reason.TargetUnreachable,
                        "no connection to " + target + ": " + e.getClass().getSimpleName())));
        return promise.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            reading.release(body.length());
        });
    }

    private void read(HttpClientResponse response) {
        response.handler(chunk -> {
            if (promise.future().isComplete()) {
                return;
            }
            if (body.length() + (long) chunk.length() > reading.maxBody()) {
                end(Finding.bad(
                        Reason.AnswerTooLarge,
                        "the answer of " + target + " is longer than " + reading.maxBody() + " bytes"));
            } else if (!reading.take(chunk.length())) {
                end(Finding.unknown(Reason.ProbeDisturbed, "too many large answers at once: this one is not read"));
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(e -> end(Finding.bad(
                Reason.AnswerIncomplete, "the answer of " + target + " breaks off after " + body.length() + " bytes")));
        response.endHandler(v -> promise.tryComplete(new Answer(response.statusCode(), body)));
    }

    private void outOfTime() {
        if (deadline.overSince().compareTo(OUR_OWN_DELAY) > 0) {
            end(Finding.unknown(Reason.ProbeDisturbed, "the operator itself was too busy to see an answer in time"));
        } else if (request == null) {
            end(Finding.unknown(Reason.TargetUnreachable, "no connection to " + target + " within " + deadline.text()));
        } else {
            end(Finding.bad(Reason.AnswerTimedOut, "no whole answer of " + target + " within " + deadline.text()));
        }
    }

    private void end(Finding finding) {
        if (promise.tryFail(new FoundEarly(finding)) && request != null) {
            request.reset();
        }
    }
}
