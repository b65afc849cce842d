package dev.lastgood.act;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.flag.FlagSwitch;
import dev.lastgood.act.flag.SwitchOutcome;
import dev.lastgood.act.route.RouteSwitch;
import dev.lastgood.api.ObjectRef;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.RouteRecord;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Flag;
import dev.lastgood.api.model.Route;
import dev.lastgood.api.model.RouteFallback;
import dev.lastgood.decide.action.RouteOutcome;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.kube.TheirCrds;
import dev.lastgood.suite.Belongings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flags and routes in kinds that other projects bring. */
@RealApiServer
class TheirKindsIT {

    private static final ControlPlane PLANE = ControlPlane.shared();

    private static final String FLAGS =
            """
            apiVersion: core.openfeature.dev/v1beta1
            kind: FeatureFlag
            metadata: {name: pricing}
            spec:
              flagSpec:
                flags:
                  assistant:
                    variants: {"on": true, "off": false}
                    state: DISABLED
                    targeting:
                      if:
                      - or:
                        - "==": [{"var": "n"}, 1.5]
                        - in: ["a && b <c> \\u2028 \\u2029 \\b \\f \\x7f \uD83D\uDE00", {"var": "prompt"}]
                      - "on"
                      - "off"
                  other: {state: ENABLED, variants: {a: 1, b: 2.5}, defaultVariant: b}
            """;

    private static final String ROUTE =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: pricing}
            spec:
              rules:
              - matches: [{path: {type: PathPrefix, value: "/quotes?a=1&b=<2>"}}]
                backendRefs:
                - {name: model-gateway, port: 8080, weight: 9, filters: [{type: RequestHeaderModifier}]}
                - {name: model-canary, port: 8080}
              - filters: [{type: RequestRedirect}]
              - backendRefs: [{name: images, port: 80}]
            """;

    @AutoClose
    private final Belongings belongings = new Belongings();

    private String namespace;
    private final FlagSwitch flags = new FlagSwitch(PLANE.client());
    private final RouteSwitch routes = new RouteSwitch(PLANE.client());

    @BeforeAll
    static void install() {
        TheirCrds.install(PLANE);
    }

    @AfterAll
    static void remove() {
        TheirCrds.remove(PLANE);
    }

    @BeforeEach
    void makeNamespace() {
        namespace = PLANE.newNamespace("theirs");
    }

    private void apply(String yaml) {
        Kubectl.Result result = PLANE.kubectl().apply(namespace, yaml);
        assertThat(result.exit()).as(result.err()).isZero();
    }

    private JsonNode spec(String kind) {
        String json = PLANE.kubectl()
                .run("-n", namespace, "get", kind, "pricing", "-o", "json")
                .out();
        return Serialization.unmarshal(json, JsonNode.class).get("spec");
    }

    static Flag flag() {
        Flag flag = new Flag();
        flag.name = "assistant";
        flag.featureFlagRef = ref("pricing");
        return flag;
    }

    private static ObjectRef ref(String name) {
        ObjectRef ref = new ObjectRef();
        ref.name = name;
        return ref;
    }

    private static Route route() {
        Route route = new Route();
        route.httpRouteRef = ref("pricing");
        route.fallback = new RouteFallback();
        route.fallback.serviceRef = new RouteFallback.FallbackService();
        route.fallback.serviceRef.name = "pricing-rules";
        route.fallback.serviceRef.port = 80;
        return route;
    }

    private static RouteRecord record(RouteOutcome outcome) {
        RouteRecord record = new RouteRecord();
        record.name = "pricing";
        record.before = outcome.before();
        record.after = outcome.after();
        return record;
    }

    @Test
    void aFeatureFlagIsSwitchedOffAndPutBackAndTheOthersStay() {
        apply(FLAGS);
        JsonNode before = spec("featureflag");

        SwitchOutcome looked = flags.look(namespace, flag());
        assertThat(looked.reason()).isEqualTo(Reason.FlagOff);
        assertThat(spec("featureflag")).isEqualTo(before);
        SwitchOutcome off = flags.switchOff(namespace, flag());

        assertThat(off.reason()).as(off.message()).isEqualTo(Reason.FlagOff);
        assertThat(off.message()).contains("FeatureFlag \"pricing\"");
        JsonNode after = spec("featureflag").at("/flagSpec/flags");
        assertThat(after.at("/assistant/state").asText()).isEqualTo("ENABLED");
        assertThat(after.at("/assistant/defaultVariant").asText()).isEqualTo("off");
        assertThat(after.at("/assistant/targeting")).isEmpty();
        assertThat(after.get("other")).isEqualTo(before.at("/flagSpec/flags/other"));
        assertThat(flags.switchOff(namespace, flag()).reason()).isEqualTo(Reason.FlagAlreadyOff);

        for (int again = 0; again < 2; again++) {
            SwitchOutcome back = flags.restore(namespace, flag(), off.before(), off.after());
            assertThat(back.reason()).as(back.message()).isEqualTo(Reason.FlagRestored);
            assertThat(spec("featureflag")).isEqualTo(before);
        }
    }

    @Test
    void aFeatureFlagThatSomebodyChangedSinceStays() {
        apply(FLAGS);
        SwitchOutcome off = flags.switchOff(namespace, flag());
        apply(FLAGS.replace("DISABLED", "ENABLED"));
        JsonNode theirs = spec("featureflag");

        SwitchOutcome back = flags.restore(namespace, flag(), off.before(), off.after());

        assertThat(back.off()).isFalse();
        assertThat(back.reason()).isEqualTo(Reason.FlagChangedMeanwhile);
        assertThat(spec("featureflag")).isEqualTo(theirs);
    }

    @Test
    void aFeatureFlagThatIsMissingOrHasNoSuchFlagIsNamed() {
        assertThat(flags.switchOff(namespace, flag()).reason()).isEqualTo(Reason.FeatureFlagMissing);

        apply(FLAGS.replace("assistant", "helper"));
        SwitchOutcome outcome = flags.switchOff(namespace, flag());
        assertThat(outcome.reason()).isEqualTo(Reason.FlagNotFound);
        assertThat(outcome.message()).contains("FeatureFlag \"pricing\"", "\"helper\"");
    }

    /** This CRD has no status subresource, so that each status update raises the generation. */
    @Test
    void aStatusThatIsWrittenBetweenReadAndWriteCostsOneMoreTry() {
        apply(FLAGS);
        FlagSwitch racing = new FlagSwitch(racing(2, attempt -> status("featureflag", attempt)));

        assertThat(racing.switchOff(namespace, flag()).reason()).isEqualTo(Reason.FlagOff);
        assertThat(spec("featureflag")
                        .at("/flagSpec/flags/assistant/defaultVariant")
                        .asText())
                .isEqualTo("off");
    }

    @Test
    void aFeatureFlagThatIsWrittenAllTheTimeIsGivenUpAfterThreeTries() {
        apply(FLAGS);
        JsonNode before = spec("featureflag");

        SwitchOutcome outcome =
                new FlagSwitch(racing(9, attempt -> status("featureflag", attempt))).switchOff(namespace, flag());

        assertThat(outcome.reason()).isEqualTo(Reason.ChangedMeanwhile);
        assertThat(outcome.message()).contains("3 times");
        assertThat(spec("featureflag")).isEqualTo(before);
    }

    @Test
    void aRouteThatIsChangedBetweenReadAndWriteIsReadAgain() {
        apply(ROUTE);
        RouteSwitch racing = new RouteSwitch(
                racing(1, attempt -> apply(ROUTE.replace("/quotes", "/other").replace("model-canary", "canary"))));

        RouteOutcome switched = racing.switchOver(namespace, route());

        assertThat(switched.reason()).as(switched.message()).isEqualTo(Reason.RouteSwitched);
        assertThat(switched.before()).contains("\"canary\"");
        assertThat(spec("httproute").at("/rules/0/matches/0/path/value").asText())
                .startsWith("/other");
    }

    private void status(String kind, int attempt) {
        PLANE.kubectl()
                .run(
                        "-n",
                        namespace,
                        "patch",
                        kind,
                        "pricing",
                        "--type=merge",
                        "-p",
                        "{\"status\": {\"seen\": \"" + attempt + "\"}}");
    }

    /** A client before whose first writes someone else writes. */
    private KubernetesClient racing(int times, IntConsumer rival) {
        AtomicInteger patches = new AtomicInteger();
        Interceptor before = new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                if (request.method().equals("PATCH") && patches.incrementAndGet() <= times) {
                    rival.accept(patches.get());
                }
            }
        };
        return belongings.own(new KubernetesClientBuilder()
                .withConfig(PLANE.login("admin").config())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("rival", before))
                .build());
    }

    @Test
    void allRulesThatSendSomewhereLeadToTheFallbackAndBack() {
        apply(ROUTE);
        JsonNode before = spec("httproute");

        RouteOutcome looked = routes.look(namespace, route());
        assertThat(looked.state()).isEqualTo(StepState.Running);
        assertThat(spec("httproute")).isEqualTo(before);
        assertThat(routes.rehearsing().switchOver(namespace, route()).message()).contains("would lead");
        assertThat(spec("httproute")).isEqualTo(before);
        RouteOutcome switched = routes.switchOver(namespace, route());

        assertThat(switched.reason()).as(switched.message()).isEqualTo(Reason.RouteSwitched);
        assertThat(switched.before()).isEqualTo(looked.before());
        JsonNode rules = spec("httproute").get("rules");
        for (int rule : new int[] {0, 2}) {
            assertThat(rules.get(rule).get("backendRefs")).hasSize(1);
            assertThat(rules.at("/" + rule + "/backendRefs/0/name").asText()).isEqualTo("pricing-rules");
            assertThat(rules.at("/" + rule + "/backendRefs/0/port").asInt()).isEqualTo(80);
        }
        assertThat(rules.get(1)).isEqualTo(before.at("/rules/1"));
        assertThat(rules.at("/0/matches")).isEqualTo(before.at("/rules/0/matches"));
        assertThat(routes.switchOver(namespace, route()).reason()).isEqualTo(Reason.RouteAlreadySwitched);

        for (int again = 0; again < 2; again++) {
            RouteOutcome back = routes.restore(namespace, record(switched));
            assertThat(back.reason()).as(back.message()).isEqualTo(Reason.RouteRestored);
            assertThat(spec("httproute")).isEqualTo(before);
        }
    }

    @Test
    void onlyRulesThatSendToTheNamedBackendAreSwitched() {
        apply(ROUTE);
        Route route = route();
        route.backendRef = ref("model-canary");

        routes.switchOver(namespace, route);

        JsonNode rules = spec("httproute").get("rules");
        assertThat(rules.at("/0/backendRefs/0/name").asText()).isEqualTo("pricing-rules");
        assertThat(rules.at("/2/backendRefs/0/name").asText()).isEqualTo("images");
        route.backendRef = ref("nowhere");
        apply(ROUTE);
        RouteOutcome none = routes.switchOver(namespace, route);
        assertThat(none.reason()).isEqualTo(Reason.RouteHasNoBackend);
        assertThat(none.message()).contains("nowhere");
    }

    @Test
    void aRouteThatSomebodyChangedSinceStays() {
        apply(ROUTE);
        RouteOutcome switched = routes.switchOver(namespace, route());
        apply(ROUTE.replace("8080, weight: 9", "9090, weight: 9"));
        JsonNode theirs = spec("httproute");

        assertThat(routes.restore(namespace, record(switched)).reason()).isEqualTo(Reason.RouteChangedMeanwhile);
        assertThat(spec("httproute")).isEqualTo(theirs);
    }

    @Test
    void aRouteTooLargeToBeKeptIsSwitchedAndSaysThatItCannotBePutBack() {
        String filters = IntStream.range(0, 300)
                .mapToObj(i -> "{type: \"%040d\"}".formatted(i))
                .collect(Collectors.joining(", "));
        apply(ROUTE.replace("{type: RequestHeaderModifier}", filters));

        RouteOutcome switched = routes.switchOver(namespace, route());

        assertThat(switched.reason()).isEqualTo(Reason.RouteSwitched);
        assertThat(switched.before()).startsWith("sha256:");
        assertThat(routes.restore(namespace, record(switched)).reason()).isEqualTo(Reason.RouteNotRestorable);
    }

    @Test
    void aRouteThatIsMissingIsNamed() {
        RouteOutcome outcome = routes.look(namespace, route());

        assertThat(outcome.state()).isEqualTo(StepState.Failed);
        assertThat(outcome.reason()).isEqualTo(Reason.RouteMissing);
        assertThat(outcome.message()).contains("pricing", namespace);
    }

    @Test
    void aClusterWithoutTheseKindsIsToldClearly() {
        TheirCrds.remove(PLANE);
        try {
            SwitchOutcome flag = flags.switchOff(namespace, flag());
            assertThat(flag.reason()).isEqualTo(Reason.FeatureFlagNotServed);
            assertThat(flag.message()).contains("featureflags.core.openfeature.dev", "configMapRef");
            RouteOutcome route = routes.switchOver(namespace, route());
            assertThat(route.reason()).isEqualTo(Reason.RouteNotServed);
            assertThat(route.message()).contains("httproutes.gateway.networking.k8s.io");
        } finally {
            TheirCrds.install(PLANE);
        }
    }
}
