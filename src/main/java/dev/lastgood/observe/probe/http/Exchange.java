package dev.lastgood.observe.probe.http;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import dev.lastgood.observe.probe.sample.SampleDeadline;
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
    private final ResponseMemory memory;
    private final SampleDeadline deadline;
    private final String target;
    private final Promise<ProbeResponse> promise = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private HttpClientRequest request;

    private Exchange(Vertx vertx, ResponseMemory memory, ProbeRequest wanted) {
        this.vertx = vertx;
        this.memory = memory;
        this.deadline = wanted.deadline();
        this.target = wanted.target();
    }

    /** Sends a request; on the loop. */
    static Future<ProbeResponse> send(Vertx vertx, HttpClient client, ResponseMemory memory, ProbeRequest wanted) {
        return new Exchange(vertx, memory, wanted).start(client, wanted.options(), wanted.body());
    }

    private Future<ProbeResponse> start(HttpClient client, RequestOptions options, Buffer toSend) {
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
            memory.release(body.length());
        });
    }

    private void read(HttpClientResponse response) {
        response.handler(chunk -> {
            if (promise.future().isComplete()) {
                return;
            }
            if (body.length() + (long) chunk.length() > memory.maxBody()) {
                end(Finding.bad(
                        Reason.AnswerTooLarge,
                        "the answer of " + target + " is longer than " + memory.maxBody() + " bytes"));
            } else if (!memory.take(chunk.length())) {
                end(Finding.unknown(Reason.ProbeDisturbed, "too many large answers at once: this one is not read"));
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(e -> end(Finding.bad(
                Reason.AnswerIncomplete, "the answer of " + target + " breaks off after " + body.length() + " bytes")));
        response.endHandler(v -> promise.tryComplete(new ProbeResponse(response.statusCode(), body)));
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
        if (promise.tryFail(new EarlyFinding(finding)) && request != null) {
            request.reset();
        }
    }
}
