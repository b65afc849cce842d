package dev.lastgood.install;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.observe.probe.RealPrometheus;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import dev.lastgood.suite.NeedsProgram;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What dashboard, alerts and documentation say of metrics, against a real Prometheus that scrapes the operator. */
@NeedsProgram("prometheus")
@RealApiServer
class MetricsIT {

    private static final Pattern METRIC = Pattern.compile("\\b(?:lastgood|jvm|process)_[a-z_]+");

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static OperatorUnderTest operator;
    private static RealPrometheus prometheus;

    @BeforeAll
    static void start() {
        operator = BELONGINGS.own(OperatorUnderTest.start(Map.of(), 1));
        prometheus =
                BELONGINGS.own(RealPrometheus.scraping(operator.process().url().getPort(), "/q/metrics"));
        Stage stage = operator.stage().goodThenBad("1.0", "1.1");
        stage.apply(Stage.incident("wrong-prices", "")).awaitPhase("wrong-prices", Phase.Mitigated);
        String probe =
                "probes: [{name: up, trigger: GatewayErrors, every: 1s, http: {serviceRef: {name: nobody, port: 80}, path: /}}]";
        stage.apply(Stage.model(probe).replace("name: pricing", "name: probed"));
    }

    private static JsonNode ask(String path) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(prometheus.url() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode query(String expression) {
        JsonNode answer = ask("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        assertThat(answer.path("status").textValue())
                .as("%s: %s", expression, answer)
                .isEqualTo("success");
        return answer.at("/data/result");
    }

    private static Set<String> exported() {
        Set<String> names = new TreeSet<>();
        ask("/api/v1/label/__name__/values").path("data").forEach(name -> names.add(name.textValue()));
        return names;
    }

    @Test
    void eachPanelOfTheDashboardShowsSomething() {
        for (Dashboard.Query query : Dashboard.queries()) {
            eventually(query.panel() + " has data", () -> assertThat(query(query.expression()))
                    .as(query.expression())
                    .isNotEmpty());
        }
        eventually("the incident is seen", () -> {
            assertThat(value("sum(lastgood_rollbacks_total{outcome=\"Done\"})")).isEqualTo(1);
            assertThat(value("sum(lastgood_incidents_open{phase=\"Mitigated\",trigger=\"Hallucination\"})"))
                    .isEqualTo(1);
            assertThat(value("lastgood_revisions{state=\"Quarantined\"}")).isEqualTo(1);
            assertThat(value("lastgood_revisions{state=\"Good\"}")).isEqualTo(1);
            assertThat(value("lastgood_models{condition=\"LastGoodKnown\",status=\"False\"}"))
                    .as("both models: the one that serves is the only good one")
                    .isEqualTo(2);
            assertThat(value("lastgood_leading")).isEqualTo(1);
            assertThat(value("lastgood_watches_healthy")).isEqualTo(1);
            assertThat(value("lastgood_database_state{state=\"NotConfigured\"}"))
                    .isEqualTo(1);
            assertThat(value("lastgood_paused")).isZero();
            assertThat(value("lastgood_incident_detection_to_mitigation_seconds_count{trigger=\"Hallucination\"}"))
                    .isEqualTo(1);
        });
    }

    private static double value(String expression) {
        JsonNode result = query(expression);
        return result.at("/0/value/1").asDouble(Double.NaN);
    }

    @Test
    void whatDashboardAndAlertsNameIsExported() throws IOException {
        List<String> expressions = new ArrayList<>();
        Dashboard.queries().forEach(query -> expressions.add(query.expression()));
        AlertRulesTest.alerts()
                .forEach(alert -> expressions.add(alert.path("expr").textValue()));
        eventually("all is scraped", () -> {
            Set<String> exported = exported();
            for (String expression : expressions) {
                query(expression);
                Matcher names = METRIC.matcher(expression);
                while (names.find()) {
                    assertThat(exported).contains(names.group());
                }
            }
        });
    }

    @Test
    void theTableHasEveryMetricAndNoOther() throws IOException {
        Set<String> documented = new TreeSet<>();
        Matcher rows = Pattern.compile("(?m)^\\| `(lastgood_[a-z_]+)` \\|")
                .matcher(Files.readString(Path.of("docs/metrics.md")));
        while (rows.find()) {
            documented.add(rows.group(1));
        }
        eventually("all is scraped", () -> {
            Set<String> families = new TreeSet<>();
            for (String name : exported()) {
                if (name.startsWith("lastgood_")) {
                    families.add(name.replaceFirst("_seconds_(bucket|count|sum|max)$", "_seconds"));
                }
            }
            assertThat(families).isEqualTo(documented);
        });
    }

    /** The quick and the slow ones that a person sees: a thousand models have as many series. */
    @Test
    void thereAreFewSeries() {
        eventually("all is scraped", () -> assertThat(value("count({__name__=~\"lastgood_.+\"})"))
                .isBetween(100.0, 600.0));
    }
}
