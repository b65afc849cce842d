package dev.lastgood.observe.probe.prometheus;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.PrometheusCheck;
import dev.lastgood.observe.probe.http.Loop;
import dev.lastgood.observe.probe.http.ProbeRequest;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import dev.lastgood.observe.probe.sample.SampleDeadline;
import dev.lastgood.observe.probe.sample.Sampler;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Asks Prometheus by an instant query. Whatever is wrong with Prometheus says nothing of the model. */
public final class PrometheusSampler implements Sampler {

    private final Loop loop;
    private final String url;
    private final Buffer form;
    private final QueryJudge judge;

    /**
     * @param url without a slash at its end
     * @throws EarlyFinding where the probe cannot be worked with
     */
    public PrometheusSampler(Loop loop, String url, PrometheusCheck check) {
        if (check.query == null || check.query.isBlank()) {
            throw EarlyFinding.invalid("prometheus.query cannot be read: write an instant query in PromQL");
        }
        this.loop = loop;
        this.url = url;
        this.form = Buffer.buffer("query=" + URLEncoder.encode(check.query, StandardCharsets.UTF_8));
        this.judge = new QueryJudge(NumberComparison.of(check.badWhen), check.series);
    }

    @Override
    public Future<Finding> sample(SampleDeadline deadline) {
        RequestOptions request = new RequestOptions()
                .setAbsoluteURI(url + "/api/v1/query")
                .setMethod(HttpMethod.POST)
                .setFollowRedirects(false)
                .putHeader("user-agent", "lastgood-probe")
                .putHeader("content-type", "application/x-www-form-urlencoded");
        return loop.askPrometheus(new ProbeRequest(request, form, deadline, "Prometheus"))
                .recover(e -> EarlyFinding.failed(away(EarlyFinding.in(e))))
                .compose(answer -> loop.aside(() -> judge.judge(answer)));
    }

    private static Finding away(Finding finding) {
        boolean ours = finding.reason() == Reason.ProbeDisturbed || finding.reason() == Reason.InternalError;
        return ours ? finding : Finding.unknown(Reason.PrometheusUnreachable, finding.message());
    }
}
