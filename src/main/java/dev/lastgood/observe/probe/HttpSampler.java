package dev.lastgood.observe.probe;

import dev.lastgood.api.probe.HttpCheck;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Asks a Service by GET. */
final class HttpSampler implements Sampler {

    private final Loop loop;
    private final Addresses addresses;
    private final Target target;
    private final String probe;
    private final String path;
    private final HttpExpectation expected;

    /** @throws FoundEarly where the probe cannot be worked with */
    HttpSampler(Loop loop, Addresses addresses, String namespace, String probe, HttpCheck check) {
        this.loop = loop;
        this.addresses = addresses;
        this.target = Target.of(namespace, check.serviceRef);
        this.probe = probe;
        this.path = Requests.path("http.path", check.path);
        this.expected = HttpExpectation.of(check.expect);
    }

    @Override
    public Future<Finding> sample(Deadline deadline) {
        RequestOptions request = Requests.to(target, addresses.of(target), probe, HttpMethod.GET, path);
        Future<Answer> answer = loop.ask(request, null, deadline, target.text());
        return expected.looksInside()
                ? answer.compose(a -> loop.aside(() -> expected.judge(a)))
                : answer.map(expected::judge);
    }
}
