package dev.lastgood.observe.probe;

import dev.lastgood.api.ServicePortRef;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.observe.probe.http.Addresses;
import dev.lastgood.observe.probe.http.HttpSampler;
import dev.lastgood.observe.probe.http.Loop;
import dev.lastgood.observe.probe.http.ProbeTarget;
import dev.lastgood.observe.probe.http.ProbedService;
import dev.lastgood.observe.probe.prometheus.PrometheusSampler;
import dev.lastgood.observe.probe.prompt.PromptSampler;
import dev.lastgood.observe.probe.prompt.TextLookup;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import dev.lastgood.observe.probe.sample.Sampler;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Optional;

/** Makes the sampler of a probe. One that cannot be worked with says so with each sample. */
final class SamplerFactory {

    private final Loop loop;
    private final Addresses addresses;
    private final TextLookup texts;
    private final Optional<String> prometheusUrl;

    SamplerFactory(Loop loop, Addresses addresses, TextLookup texts, Optional<String> prometheusUrl) {
        this.loop = loop;
        this.addresses = addresses;
        this.texts = texts;
        this.prometheusUrl = prometheusUrl;
    }

    Sampler of(String namespace, Probe probe) {
        try {
            return checked(namespace, probe);
        } catch (EarlyFinding early) {
            return deadline -> Future.failedFuture(early);
        }
    }

    private Sampler checked(String namespace, Probe probe) {
        if (probe.http != null) {
            return new HttpSampler(service(namespace, probe, probe.http.serviceRef), probe.http);
        }
        if (probe.prompt != null) {
            return new PromptSampler(service(namespace, probe, probe.prompt.serviceRef), texts, probe.prompt);
        }
        if (probe.prometheus != null) {
            return new PrometheusSampler(loop, prometheusUrl(), probe.prometheus);
        }
        throw EarlyFinding.invalid("the probe asks nothing: write one of http, prometheus and prompt");
    }

    private ProbedService service(String namespace, Probe probe, ServicePortRef ref) {
        return new ProbedService(loop, addresses, ProbeTarget.of(namespace, ref), probe.name);
    }

    private String prometheusUrl() {
        String url = prometheusUrl.orElseThrow(() -> notConfigured(
                "the operator knows no Prometheus: its administrator sets " + "lastgood.probes.prometheus-url"));
        if (!isHttp(url)) {
            throw notConfigured(
                    "the operator's setting lastgood.probes.prometheus-url is no URL: its administrator writes one "
                            + "such as http://prometheus.monitoring:9090");
        }
        return url.replaceAll("/+$", "");
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static EarlyFinding notConfigured(String message) {
        return new EarlyFinding(Finding.unknown(Reason.PrometheusNotConfigured, message));
    }
}
