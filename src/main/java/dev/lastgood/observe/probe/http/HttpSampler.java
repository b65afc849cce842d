package dev.lastgood.observe.probe.http;

import dev.lastgood.api.probe.HttpCheck;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import dev.lastgood.observe.probe.sample.SampleDeadline;
import dev.lastgood.observe.probe.sample.Sampler;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Asks a Service by GET. */
public final class HttpSampler implements Sampler {

    private final Loop loop;
    private final Addresses addresses;
    private final ProbeTarget target;
    private final String probe;
    private final String path;
    private final HttpExpectation expected;

    /** @throws EarlyFinding where the probe cannot be worked with */
    public HttpSampler(Loop loop, Addresses addresses, String namespace, String probe, HttpCheck check) {
        this.loop = loop;
        this.addresses = addresses;
        this.target = ProbeTarget.of(namespace, check.serviceRef);
        this.probe = probe;
        this.path = Requests.path("http.path", check.path);
        this.expected = HttpExpectation.of(check.expect);
    }

    @Override
    public Future<Finding> sample(SampleDeadline deadline) {
        RequestOptions request = Requests.to(target, addresses.of(target), probe, HttpMethod.GET, path);
        Future<ProbeResponse> answer = loop.ask(new ProbeRequest(request, null, deadline, target.text()));
        return expected.looksInside()
                ? answer.compose(a -> loop.aside(() -> expected.judge(a)))
                : answer.map(expected::judge);
    }
}
