package dev.lastgood.operator.flag;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.kube.TheirCrds;
import dev.lastgood.operator.ConcurrentTest;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.suite.Belongings;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** Flags that stay off, go off beside a rollback, and come back at the end; and the route behind them. */
@RealApiServer
class FlagsAgainIT {

    private static final String INCIDENT = "wrong-prices";

    private static final String ROUTE =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: pricing}
            spec:
              rules:
              - backendRefs: [{name: model-gateway, port: 8080}]
            """;

    private static final String ROUTED =
            "route: {httpRouteRef: {name: pricing}, fallback: {serviceRef: {name: pricing-rules, port: 80}}}\n";

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        BELONGINGS.own(() -> TheirCrds.remove(ControlPlane.shared()));
        TheirCrds.install(ControlPlane.shared());
        operator = BELONGINGS.own(OperatorUnderTest.start(Map.of(), 8));
    }

    private static String map(String name, String value) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s}
                data:
                  app.properties: |
                    # comments stay
                    assistant = %s
                    x=1
                  go.yaml: |
                    rationale: # comments stay
                      variations: {on: true, off: false}
                      defaultRule: {percentage: {on: 50, off: 50}}
                """
                .formatted(name, value);
    }

    private static String flag(String more) {
        return "flags:\n- {name: assistant, format: Properties, configMapRef: {name: flags, key: app.properties}" + more
                + "}\n";
    }

    /** No revision is the last good one, so that flags follow at once. */
    private static Stage young(String spec) {
        Stage stage = operator.stage();
        stage.apply(map("flags", "true"));
        return stage.apply(Stage.gateway("1.0")).apply(Stage.model(spec)).awaitServing("1.0");
    }

    private static void resolve(Stage stage, String resolution) {
        stage.kubectl(
                "patch",
                "aiincident",
                INCIDENT,
                "--type=merge",
                "-p",
                "{\"spec\": {\"resolution\": {" + resolution + "}}}");
    }

    private static String properties(Stage stage) {
        return stage.data("flags").get("app.properties");
    }

    @ConcurrentTest
    void aFlagThatSomebodySwitchesOnAgainIsSwitchedOffAgainUntilItIsTooMuchAndNothingElseIsTouched() {
        Stage stage = young(flag(""));
        stage.apply(Stage.incident(INCIDENT, ""));
        stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(properties(stage)).isEqualTo("# comments stay\nassistant = false\nx=1\n");

        // What else stands there is others' business.
        String content = stage.incident(INCIDENT).getStatus().flags.get(0).content;
        stage.apply(map("flags", "false").replace("x=1", "x=2"));
        stage.awaitIncident(INCIDENT, "it was looked at", i -> assertThat(
                        i.getStatus().flags.get(0).content)
                .isNotEqualTo(content));
        for (int revert = 1; revert <= 2; revert++) {
            stage.apply(map("flags", "true"));
            int count = revert;
            stage.awaitIncident(INCIDENT, "it is off again", i -> assertThat(
                            i.getStatus().flags.get(0).reverts)
                    .isEqualTo(count));
            AIIncident again = stage.awaitPhase(INCIDENT, Phase.Mitigated);
            assertThat(Stage.outcome(again, "flag/assistant")).isEqualTo("Done/FlagOff");
            assertThat(properties(stage)).contains("assistant = false");
        }
        stage.apply(map("flags", "true"));

        AIIncident end = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(end, "flag/assistant")).isEqualTo("Failed/FlagRevertedTooOften");
        assertThat(Stage.condition(end.getStatus().conditions, "Ready")).isEqualTo("False/FlagRevertedTooOften");
        assertThat(properties(stage)).contains("assistant = true");
        assertThat(end.getStatus().timeline)
                .filteredOn(t -> t.reason.equals("FlagReverted"))
                .hasSize(2);
    }

    @ConcurrentTest
    void aFlagGoesOffBesideARollbackAndComesBackWithTheResolution() {
        Stage stage = operator.stage();
        stage.apply(map("flags", "true"));
        String spec = flag(", disable: Always")
                + "- {name: rationale, format: GoFeatureFlag, configMapRef: {name: flags, key: go.yaml}}\n";
        stage.apply(Stage.gateway("1.0")).apply(Stage.model(spec)).awaitGood("1.0");
        stage.apply(Stage.gateway("2.0")).awaitServing("2.0");

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(stage.image()).endsWith(":1.0");
        assertThat(Stage.outcome(incident, "verify")).isEqualTo("Done/Restored");
        assertThat(Stage.outcome(incident, "flag/assistant")).isEqualTo("Done/FlagOff");
        assertThat(Stage.outcome(incident, "flag/rationale")).isEqualTo("none");
        assertThat(properties(stage)).contains("assistant = false");

        resolve(stage, "\"kind\": \"Fixed\", \"restore\": true");
        AIIncident resolved = stage.awaitPhase(INCIDENT, Phase.Resolved);
        assertThat(Stage.outcome(resolved, "restore/flag/assistant")).isEqualTo("Done/FlagRestored");
        assertThat(properties(stage)).isEqualTo("# comments stay\nassistant = true\nx=1\n");
    }

    @ConcurrentTest
    void aFeatureFlagAndAGoFeatureFlagAreSwitchedOffAndPutBackWhereNobodyChangedThem() {
        Stage stage = operator.stage();
        stage.apply(map("flags", "true"));
        stage.apply(
                """
                apiVersion: core.openfeature.dev/v1beta1
                kind: FeatureFlag
                metadata: {name: pricing}
                spec:
                  flagSpec:
                    flags:
                      quotes: {state: ENABLED, variants: {"on": true, "off": false}, defaultVariant: "on"}
                """);
        stage.apply(Stage.gateway("1.0"))
                .apply(
                        Stage.model(
                                """
                flags:
                - {name: quotes, featureFlagRef: {name: pricing}}
                - {name: rationale, format: GoFeatureFlag, configMapRef: {name: flags, key: go.yaml}}
                """))
                .awaitServing("1.0");
        String before = stage.data("flags").get("go.yaml");

        stage.apply(Stage.incident(INCIDENT, ""));
        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "flag/quotes")).isEqualTo("Done/FlagOff");
        assertThat(variant(stage)).isEqualTo("off");
        assertThat(stage.data("flags").get("go.yaml")).contains("# comments stay", "{variation: \"off\"}");

        stage.kubectl(
                "patch",
                "featureflag",
                "pricing",
                "--type=merge",
                "-p",
                "{\"spec\": {\"flagSpec\": {\"flags\": {\"quotes\": {\"variants\": {\"maybe\": false}}}}}}");
        resolve(stage, "\"kind\": \"FalseAlarm\", \"rootCause\": \"it was none\", \"restore\": true");
        AIIncident closed = stage.awaitPhase(INCIDENT, Phase.Closed);
        assertThat(Stage.outcome(closed, "restore/flag/quotes")).isEqualTo("Failed/FlagChangedMeanwhile");
        assertThat(Stage.outcome(closed, "restore/flag/rationale")).isEqualTo("Done/FlagRestored");
        assertThat(variant(stage)).isEqualTo("off");
        assertThat(stage.data("flags").get("go.yaml")).isEqualTo(before);
    }

    private static String variant(Stage stage) {
        return stage.kubectl(
                "get", "featureflag", "pricing", "-o", "jsonpath={.spec.flagSpec.flags.quotes.defaultVariant}");
    }

    private static String backend(Stage stage) {
        return stage.kubectl("get", "httproute", "pricing", "-o", "jsonpath={.spec.rules[0].backendRefs[0].name}");
    }

    @ConcurrentTest
    void theRouteFollowsWhereAFlagCannotBeSwitchedOffAndComesBackWithTheResolution() {
        Stage stage = operator.stage();
        stage.apply(ROUTE);
        // The flag's ConfigMap is not there.
        stage.apply(Stage.gateway("1.0")).apply(Stage.model(flag("") + ROUTED)).awaitServing("1.0");

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.Mitigated);
        assertThat(Stage.outcome(incident, "flag/assistant")).isEqualTo("Failed/FlagConfigMapMissing");
        assertThat(Stage.outcome(incident, "route")).isEqualTo("Done/RouteSwitched");
        assertThat(Stage.condition(incident.getStatus().conditions, "Stabilized"))
                .isEqualTo("True/RouteSwitched");
        assertThat(incident.getStatus().plan.route).isEqualTo("pricing");
        assertThat(incident.getStatus().route.before).contains("model-gateway");
        assertThat(backend(stage)).isEqualTo("pricing-rules");

        resolve(stage, "\"kind\": \"Fixed\", \"restore\": true");
        AIIncident resolved = stage.awaitPhase(INCIDENT, Phase.Resolved);
        assertThat(Stage.outcome(resolved, "restore/route")).isEqualTo("Done/RouteRestored");
        assertThat(backend(stage)).isEqualTo("model-gateway");
    }

    @ConcurrentTest
    void aRouteThatIsNotThereLeavesPeople() {
        Stage stage = operator.stage();
        stage.apply(Stage.gateway("1.0")).apply(Stage.model(ROUTED)).awaitServing("1.0");

        stage.apply(Stage.incident(INCIDENT, ""));

        AIIncident incident = stage.awaitPhase(INCIDENT, Phase.NeedsHuman);
        assertThat(Stage.outcome(incident, "route")).isEqualTo("Failed/RouteMissing");
        eventually("it says so", () -> assertThat(stage.incident(INCIDENT).getStatus().conditions)
                .filteredOn(c -> c.getType().equals("Ready"))
                .first()
                .extracting(c -> c.getMessage())
                .asString()
                .contains("there is no HTTPRoute pricing"));
    }
}
