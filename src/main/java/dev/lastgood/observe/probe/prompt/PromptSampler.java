package dev.lastgood.observe.probe.prompt;

import com.fasterxml.jackson.core.JsonPointer;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.PromptCheck;
import dev.lastgood.api.probe.PromptExpect;
import dev.lastgood.observe.probe.http.ProbedService;
import dev.lastgood.observe.probe.sample.CompleteJson;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import dev.lastgood.observe.probe.sample.SampleDeadline;
import dev.lastgood.observe.probe.sample.Sampler;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sends one prompt several times, one after the other; of the answers only digests are kept. */
public final class PromptSampler implements Sampler {

    private static final int MOST_SAMPLES = 10;

    private final ProbedService service;
    private final TextLookup texts;
    private final PromptCheck check;
    private final PromptExpect expect;
    private final String path;
    private final JsonPointer pointer;
    private final ForbiddenContent forbidden;
    private final int samples;

    /** The last ones, since making them anew for each sample would be a waste; on worker threads, one at a time. */
    private volatile PromptMaterial material;

    private volatile PromptJudge judge;

    /** @throws EarlyFinding where the probe cannot be worked with */
    public PromptSampler(ProbedService service, TextLookup texts, PromptCheck check) {
        this.service = service;
        this.texts = texts;
        this.check = check;
        this.expect = check.expect == null ? new PromptExpect() : check.expect;
        this.path = ProbedService.path("prompt.path", check.path);
        this.pointer = CompleteJson.pointer(
                "prompt.expect.answerPointer",
                expect.answerPointer == null ? PromptExpect.CHAT_ANSWER : expect.answerPointer);
        this.forbidden = ForbiddenContent.of(expect);
        this.samples = Math.min(MOST_SAMPLES, Math.max(1, check.samples));
    }

    @Override
    public Future<Finding> sample(SampleDeadline deadline) {
        return service.loop()
                .aside(this::prepare)
                .compose(body -> ask(service.address(), body, deadline, 1, new TreeMap<>()));
    }

    private Buffer prepare() {
        PromptMaterial now = PromptMaterial.read(texts, service.target().namespace(), check.bodyFrom, expect);
        if (!now.equals(material)) {
            judge = new PromptJudge(
                    pointer,
                    forbidden,
                    now.schema() == null ? null : AnswerSchema.of(now.schema()),
                    now.golden() == null ? null : GoldenText.of(now.golden(), expect.golden.maxDistance));
            material = now;
        }
        return Buffer.buffer(now.body());
    }

    private Future<Finding> ask(
            SocketAddress address, Buffer body, SampleDeadline deadline, int number, Map<String, Integer> digests) {
        RequestOptions request =
                service.request(address, HttpMethod.POST, path).putHeader("content-type", "application/json");
        return service.ask(request, body, deadline)
                .compose(answer -> service.loop().aside(() -> judge.judge(answer)))
                .compose(judged -> {
                    if (!judged.finding().isGood()) {
                        return Future.succeededFuture(numbered(number, judged.finding()));
                    }
                    digests.merge(judged.digest(), 1, Integer::sum);
                    return number < samples
                            ? ask(address, body, deadline, number + 1, digests)
                            : Future.succeededFuture(together(digests));
                });
    }

    private Finding numbered(int number, Finding finding) {
        return new Finding(
                finding.outcome(), finding.reason(), "answer " + number + " of " + samples + ": " + finding.message());
    }

    private Finding together(Map<String, Integer> digests) {
        String all = digests.entrySet().stream()
                .map(e -> "sha256:" + e.getKey() + " (" + e.getValue() + ")")
                .collect(Collectors.joining(", "));
        return expect.identical && digests.size() > 1
                ? Finding.bad(Reason.AnswersDiffer, digests.size() + " answers to one prompt: " + all)
                : Finding.good(samples + " answers: " + all);
    }
}
