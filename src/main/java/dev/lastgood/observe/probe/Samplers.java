package dev.lastgood.observe.probe;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.observe.Texts;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Optional;

/** Makes the sampler of a probe. One that cannot be worked with says so with each sample. */
final class Samplers {

    private final Loop loop;
    private final Addresses addresses;
    private final Texts texts;
    private final Optional<String> prometheusUrl;

    Samplers(Loop loop, Addresses addresses, Texts texts, Optional<String> prometheusUrl) {
        this.loop = loop;
        this.addresses = addresses;
        this.texts = texts;
        this.prometheusUrl = prometheusUrl;
    }

    Sampler of(String namespace, Probe probe) {
        try {
            return checked(namespace, probe);
        } catch (FoundEarly early) {
            return deadline -> Future.failedFuture(early);
        }
    }

    private Sampler checked(String namespace, Probe probe) {
        if (probe.http != null) {
            return new HttpSampler(loop, addresses, namespace, probe.name, probe.http);
        }
        if (probe.prompt != null) {
            return new PromptSampler(loop, addresses, texts, namespace, probe.name, probe.prompt);
        }
        if (probe.prometheus != null) {
            return new PrometheusSampler(loop, prometheusUrl(), probe.prometheus);
        }
        throw FoundEarly.invalid("the probe asks nothing: write one of http, prometheus and prompt");
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

    private static FoundEarly notConfigured(String message) {
        return new FoundEarly(Finding.unknown(Reason.PrometheusNotConfigured, message));
    }
}
