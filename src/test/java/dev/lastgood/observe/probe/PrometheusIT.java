package dev.lastgood.observe.probe;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.observe.probe.sample.Finding;
import dev.lastgood.suite.Belongings;
import dev.lastgood.suite.NeedsProgram;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What prometheus probes find at a real Prometheus that scrapes a real server. */
@NeedsProgram("prometheus")
class PrometheusIT {

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static final FaultServer GATEWAY = BELONGINGS.own(new FaultServer());
    private static final AtomicReference<String> ERROR_RATIO = new AtomicReference<>("0.01");

    private static RealPrometheus prometheus;
    private static ProbingFixture probing;

    @BeforeAll
    static void start() {
        GATEWAY.answers(
                "/metrics",
                number ->
                        """
                        gateway_error_ratio %s
                        gateway_up{pod="a"} 1
                        gateway_up{pod="b"} 0
                        gateway_odd{pod="a"} NaN
                        gateway_odd{pod="b"} 7
                        """
                                .formatted(ERROR_RATIO.get()));
        prometheus = BELONGINGS.own(RealPrometheus.scraping(GATEWAY.port()));
        probing = BELONGINGS.own(new ProbingFixture(prometheus.url() + "/"));
        eventually("it has scraped", () -> assertThat(
                        probing.ask(query("gateway_up", "> 1", "Any")).reason())
                .isEqualTo(Reason.AsExpected));
    }

    private static String query(String query, String badWhen, String series) {
        return "prometheus: {query: '" + query + "', badWhen: '" + badWhen + "', series: " + series + "}";
    }

    static Stream<Arguments> results() {
        return Stream.of(
                result(
                        "a value that is good",
                        "gateway_up{pod=\"a\"}",
                        "== 0",
                        "Any",
                        Reason.AsExpected,
                        "0 of 1 series"),
                result(
                        "a value that is bad",
                        "gateway_up{pod=\"b\"}",
                        "== 0",
                        "Any",
                        Reason.ThresholdCrossed,
                        "1 of 1 series == 0"),
                result(
                        "any of several",
                        "gateway_up",
                        "== 0",
                        "Any",
                        Reason.ThresholdCrossed,
                        "1 of 2 series == 0, the first is 0.0"),
                result("all of several", "gateway_up", "== 0", "All", Reason.AsExpected, "1 of 2 series"),
                result("each of several", "gateway_up", "<= 1", "All", Reason.ThresholdCrossed, "2 of 2 series"),
                result("a scalar", "scalar(gateway_error_ratio)", "> 2", "Any", Reason.AsExpected, "0 of 1 series"),
                result("infinity", "1/0", "> 1e300", "Any", Reason.ThresholdCrossed, "the first is Infinity"),
                result("infinity below", "-1/0", "> 0", "Any", Reason.AsExpected, "0 of 1 series"),
                result("not a number", "0/0", "> 0", "Any", Reason.NoData, "the result is not a number (NaN)"),
                result("a number beside none", "gateway_odd", "> 5", "All", Reason.ThresholdCrossed, "1 of 1 series"),
                result("nothing", "no_such_metric", "> 0", "Any", Reason.NoData, "the result is empty"),
                result("a broken query", "sum(", "> 0", "Any", Reason.QueryInvalid, "parse error"),
                result("a range", "gateway_up[5m]", "> 0", "Any", Reason.QueryInvalid, "no vector and no scalar"),
                result("a text", "\"text\"", "> 0", "Any", Reason.QueryInvalid, "no vector and no scalar"),
                result(
                        "a query that cannot be done",
                        "gateway_up * on() gateway_odd",
                        "> 0",
                        "Any",
                        Reason.QueryInvalid,
                        "cannot carry the query out"),
                result(
                        "a comparison that is none",
                        "gateway_up",
                        "high",
                        "Any",
                        Reason.ProbeInvalid,
                        "write one such as"));
    }

    private static Arguments result(
            String name, String query, String badWhen, String series, Reason reason, String message) {
        return argumentSet(name, query(query, badWhen, series), reason, message);
    }

    @ParameterizedTest
    @MethodSource("results")
    void finds(String probe, Reason reason, String message) {
        Finding finding = probing.ask(probe);

        assertThat(finding.reason()).as(finding.toString()).isEqualTo(reason);
        assertThat(finding.message()).contains(message);
        assertThat(finding.outcome())
                .isEqualTo(
                        switch (reason) {
                            case AsExpected -> Outcome.Good;
                            case ThresholdCrossed -> Outcome.Bad;
                            default -> Outcome.Unknown;
                        });
    }

    @Test
    void whatTheGatewayExposesIsSeen() {
        String probe = query("gateway_error_ratio", "> 0.05", "Any");
        assertThat(probing.ask(probe).outcome()).isEqualTo(Outcome.Good);

        ERROR_RATIO.set("0.5");

        eventually("the rise is seen", () -> assertThat(probing.ask(probe).outcome())
                .isEqualTo(Outcome.Bad));
        ERROR_RATIO.set("0.01");
        eventually("the fall is seen", () -> assertThat(probing.ask(probe).outcome())
                .isEqualTo(Outcome.Good));
    }

    @Test
    void onceItIsGoneNothingIsKnown() {
        RealPrometheus other = RealPrometheus.scraping(GATEWAY.port());
        try (ProbingFixture asking = new ProbingFixture(other.url())) {
            assertThat(asking.ask(query("1", "== 0", "Any")).outcome()).isEqualTo(Outcome.Good);

            other.close();

            Finding finding = asking.ask(query("1", "== 0", "Any"));
            assertThat(finding.outcome()).isEqualTo(Outcome.Unknown);
            assertThat(finding.reason()).isEqualTo(Reason.PrometheusUnreachable);
        }
    }

    @ParameterizedTest
    @CsvSource({"/500", "/html", "/half", "/huge", "/hang", "/no-answer", "/ok", "/redirect-loopback", "/empty"})
    void whateverElseAnswersNothingIsKnown(String fault) {
        try (ProbingFixture asking = new ProbingFixture("http://127.0.0.1:" + GATEWAY.port() + fault)) {
            Finding finding = asking.ask("timeout: 1s\n" + query("1", "== 0", "Any"));

            assertThat(finding.outcome()).as(finding.toString()).isEqualTo(Outcome.Unknown);
            assertThat(finding.reason()).isEqualTo(Reason.PrometheusUnreachable);
        }
    }

    @ParameterizedTest
    @CsvSource({"prometheus:9090", "ftp://prometheus", "not a url"})
    void aSettingThatIsNoUrlIsTheAdministratorsMistake(String url) {
        try (ProbingFixture asking = new ProbingFixture(url)) {
            assertThat(asking.ask(query("1", "== 0", "Any")).reason()).isEqualTo(Reason.PrometheusNotConfigured);
        }
    }
}
