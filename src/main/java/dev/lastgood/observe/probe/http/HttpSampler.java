package dev.lastgood.observe.probe.http;

import dev.lastgood.api.probe.HttpCheck;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import dev.lastgood.observe.probe.sample.SampleDeadline;
import dev.lastgood.observe.probe.sample.Sampler;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/** Asks a Service by GET. */
public final class HttpSampler implements Sampler {

    private final ProbedService service;
    private final String path;
    private final HttpExpectation expected;

    /** @throws EarlyFinding where the probe cannot be worked with */
    public HttpSampler(ProbedService service, HttpCheck check) {
        this.service = service;
        this.path = ProbedService.path("http.path", check.path);
        this.expected = HttpExpectation.of(check.expect);
    }

    @Override
    public Future<Finding> sample(SampleDeadline deadline) {
        Future<ProbeResponse> answer =
                service.ask(service.request(service.address(), HttpMethod.GET, path), null, deadline);
        return expected.looksInside()
                ? answer.compose(a -> service.loop().aside(() -> expected.judge(a)))
                : answer.map(expected::judge);
    }
}
