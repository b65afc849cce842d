package dev.lastgood.api;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.RealApiServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server itself refuses, and with which words; no operator runs. */
@RealApiServer
class ApiRulesIT {

    private static ControlPlane plane;
    private static String namespace;

    @BeforeAll
    static void install() {
        plane = ControlPlane.shared();
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        namespace = plane.newNamespace("rules");
        eventually("both kinds are served", () -> assertThat(plane.kubectl()
                        .run("-n", namespace, "get", "modeldeployments,aiincidents")
                        .exit())
                .isZero());
    }

    private static String model(String spec) {
        return """
                apiVersion: lastgood.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: pricing}
                spec:
                """
                + spec.indent(2);
    }

    private static String gateway(String moreSpec) {
        return model("gateway: {workloadRef: {name: model-gateway}}\n" + moreSpec);
    }

    private static String incident(String name, String moreSpec) {
        return """
                apiVersion: lastgood.dev/v1alpha1
                kind: AIIncident
                metadata: {name: %s}
                spec:
                  modelRef: {name: pricing}
                  trigger: Manual
                """
                        .formatted(name)
                + moreSpec.indent(2);
    }

    private static String ignoring(String parts) {
        return model("gateway: {workloadRef: {name: model-gateway}, ignore: {" + parts + "}}");
    }

    private static String incident(String moreSpec) {
        return incident("wrong-prices", moreSpec);
    }

    private static String flag(String name) {
        return "- {name: " + name + ", configMapRef: {name: flags, key: flags.json}}\n";
    }

    private static final String ASKED = "http: {serviceRef: {name: model-gateway, port: 8080}, path: /control/status}";

    private static String probe(String more) {
        return "- {name: status, trigger: GatewayErrors, " + more + "}\n";
    }

    private static String probes(String... each) {
        return gateway("probes:\n" + String.join("", each));
    }

    private static String http(String more) {
        return probes(probe("http: {serviceRef: {name: model-gateway, port: 8080}, path: /status, " + more + "}"));
    }

    private static String prompt(String more, String expect) {
        return probes(probe("prompt: {serviceRef: {name: model-gateway, port: http}, path: /v1/chat/completions, "
                + "bodyFrom: {configMapKeyRef: {name: canary, key: body.json}}, " + more + "expect: {" + expect
                + "}}"));
    }

    private static String prometheus(String badWhen) {
        return probes(probe("prometheus: {query: up, badWhen: \"" + badWhen + "\"}"));
    }

    private static String notification(String more) {
        return "- {secretRef: {name: notify, key: k}, " + more + "}\n";
    }

    private static String notifications(String... each) {
        return gateway("notifications:\n" + String.join("", each));
    }

    static Stream<Arguments> refusedNotifications() {
        String channel = "channel is one word: write its ID such as C0123456789, or its name such as #ai-alerts";
        String post = notification("name: a, type: Slack, channel: C0123456789");
        return Stream.of(
                argumentSet(
                        "Slack without a channel",
                        notifications(notification("name: a, type: Slack")),
                        "Slack posts into a channel: write channel"),
                argumentSet(
                        "PagerDuty with a channel",
                        notifications(notification("name: a, type: PagerDuty, channel: C0123456789")),
                        "only the type Slack has a channel: leave channel out"),
                argumentSet(
                        "a webhook with a channel",
                        notifications(notification("name: a, type: SlackWebhook, channel: C0123456789")),
                        "only the type Slack has a channel: leave channel out"),
                argumentSet(
                        "a webhook that is not signed",
                        notifications(notification("name: a, type: Webhook")),
                        "Webhook signs what it sends: write signingSecretRef"),
                argumentSet(
                        "a webhook with a channel",
                        notifications(notification(
                                "name: a, type: Webhook, channel: C0, signingSecretRef: {name: notify, key: s}")),
                        "only the type Slack has a channel: leave channel out"),
                argumentSet(
                        "a signed card",
                        notifications(notification(
                                "name: a, type: MicrosoftTeams, signingSecretRef: {name: notify, key: s}")),
                        "only the type Webhook signs what it sends: leave signingSecretRef out"),
                argumentSet(
                        "a signing secret without its key",
                        notifications(notification("name: a, type: Webhook, signingSecretRef: {name: notify}")),
                        "signingSecretRef.key: Required value"),
                argumentSet(
                        "two of one name",
                        notifications(post, notification("name: a, type: PagerDuty")),
                        "two notifications have one name"),
                argumentSet(
                        "seventeen",
                        notifications(java.util.stream.IntStream.range(0, 17)
                                .mapToObj(i -> notification("name: n" + i + ", type: PagerDuty"))
                                .toArray(String[]::new)),
                        "must have at most 8 items"),
                argumentSet(
                        "an unknown type",
                        notifications(notification("name: a, type: Mail")),
                        "Unsupported value: \"Mail\""),
                argumentSet("no type", notifications(notification("name: a")), "type: Required value"),
                argumentSet(
                        "no Secret",
                        gateway("notifications: [{name: a, type: PagerDuty}]"),
                        "secretRef: Required value"),
                argumentSet(
                        "a Secret of another namespace",
                        gateway(
                                "notifications: [{name: a, type: PagerDuty, secretRef: {namespace: x, name: s, key: k}}]"),
                        "unknown field"),
                argumentSet(
                        "a channel of two words",
                        notifications(notification("name: a, type: Slack, channel: 'ai alerts'")),
                        channel),
                argumentSet(
                        "a channel with markup",
                        notifications(notification("name: a, type: Slack, channel: '<!channel>'")),
                        channel),
                argumentSet(
                        "an unknown trigger",
                        notifications(notification("name: a, type: PagerDuty, triggers: [Rain]")),
                        "Unsupported value: \"Rain\""),
                argumentSet(
                        "an unknown severity",
                        notifications(notification("name: a, type: PagerDuty, severities: [Sev9]")),
                        "Unsupported value: \"Sev9\""));
    }

    static Stream<Arguments> refusedProbes() {
        String every = "every is a duration between 1s and 24h: write one such as 10s or 1m";
        String timeout = "timeout is a duration between 1s and 5m: write one such as 2s or 30s";
        String one = "a probe asks one thing: write exactly one of http, prometheus and prompt";
        String badWhen = "badWhen is a comparison with a number: write one such as '> 0.05'";
        String port = "port is a port of the Service: write its number, 1 to 65535, or its name";
        return Stream.of(
                argumentSet(
                        "two probes of one name",
                        probes(probe(ASKED), probe(ASKED)),
                        "two probes have one name: give each probe of probes[] a name of its own"),
                argumentSet("an interval of nothing", probes(probe("every: 0s, " + ASKED)), every),
                argumentSet("an interval of a year", probes(probe("every: 8760h, " + ASKED)), every),
                argumentSet("an interval in words", probes(probe("every: often, " + ASKED)), every),
                argumentSet("no time to answer", probes(probe("timeout: 0s, " + ASKED)), timeout),
                argumentSet("an hour to answer", probes(probe("timeout: 1h, " + ASKED)), timeout),
                argumentSet("a probe that asks nothing", probes(probe("every: 10s")), one),
                argumentSet(
                        "a probe that asks two things",
                        probes(probe(ASKED + ", prometheus: {query: up, badWhen: \"== 0\"}")),
                        one),
                argumentSet(
                        "a Service of another namespace",
                        probes(probe("http: {serviceRef: {name: a, namespace: b, port: 80}, path: /}")),
                        "unknown field \"spec.probes[0].http.serviceRef.namespace\""),
                argumentSet(
                        "a host in place of a Service",
                        probes(probe("http: {serviceRef: {name: kubernetes.default, port: 80}, path: /}")),
                        "spec.probes[0].http.serviceRef.name in body should match"),
                argumentSet(
                        "a port of nothing", probes(probe("http: {serviceRef: {name: a, port: 0}, path: /}")), port),
                argumentSet(
                        "a port beyond all ports",
                        probes(probe("http: {serviceRef: {name: a, port: 65536}, path: /}")),
                        port),
                argumentSet(
                        "a port without a name",
                        probes(probe("http: {serviceRef: {name: a, port: \"\"}, path: /}")),
                        port),
                argumentSet(
                        "a URL in place of a path",
                        probes(probe("http: {serviceRef: {name: a, port: 80}, path: \"http://a/\"}")),
                        "spec.probes[0].http.path in body should match"),
                argumentSet(
                        "a path of two lines",
                        probes(probe("http: {serviceRef: {name: a, port: 80}, path: \"/a\\r\\nHost: b\"}")),
                        "spec.probes[0].http.path in body should match"),
                argumentSet("a status that is none", http("expect: {status: [20]}"), "greater than or equal to 100"),
                argumentSet(
                        "a pointer that is none",
                        http("expect: {json: {pointer: status, in: [ok]}}"),
                        "spec.probes[0].http.expect.json.pointer in body should match"),
                argumentSet(
                        "nothing that may stand there",
                        http("expect: {json: {pointer: /status, in: []}}"),
                        "should have at least 1 items"),
                argumentSet("a comparison without a number", prometheus("> high"), badWhen),
                argumentSet("a comparison that is none", prometheus("=~ 5"), badWhen),
                argumentSet("a number without a comparison", prometheus("0.05"), badWhen),
                argumentSet(
                        "one answer that is to be identical",
                        prompt("samples: 1, ", "identical: true"),
                        "one answer has nothing to be identical with: write samples: 2 or more"),
                argumentSet("eleven answers", prompt("samples: 11, ", "identical: true"), "less than or equal to 10"),
                argumentSet(
                        "personal data that are not known",
                        prompt("", "forbid: [Fingerprint]"),
                        "supported values: \"CreditCard\", \"Email\", \"IBAN\", \"PhoneNumber\""),
                argumentSet(
                        "two patterns of one name",
                        prompt("", "forbidPatterns: [{name: a, pattern: b}, {name: a, pattern: c}]"),
                        "two patterns have one name: give each of forbidPatterns[] a name of its own"),
                argumentSet(
                        "a distance of more than all",
                        prompt("", "golden: {configMapKeyRef: {name: a, key: b}, maxDistance: 1.5}"),
                        "less than or equal to 1"));
    }

    static Stream<Arguments> refused() {
        String soak = "soak is a duration between 1s and 168h: write one such as 90s, 10m or 1h30m";
        String expires = "expiresAfter is a duration between 1s and 168h: write one such as 30m or 1h";
        String deadline = "rollbackDeadline is a duration between 1s and 24h: write one such as 90s or 10m";
        String window = "suspectWindow is a duration between 1s and 8760h: write one such as 90s, 10m or 24h";
        String runId = "runId is the id of a row in ai_model_runs: write a UUID such as";
        String traceId = "traceId is one word of visible ASCII characters";
        return Stream.of(
                argumentSet(
                        "a flag in two places",
                        gateway("flags:\n- {name: a, configMapRef: {name: f, key: k}, featureFlagRef: {name: f}}"),
                        "a flag is kept in one place: write either configMapRef or featureFlagRef"),
                argumentSet(
                        "a flag in no place",
                        gateway("flags: [{name: a}]"),
                        "a flag is kept in one place: write either configMapRef or featureFlagRef"),
                argumentSet(
                        "a FeatureFlag of another format",
                        gateway("flags: [{name: a, featureFlagRef: {name: f}, format: Plain}]"),
                        "a FeatureFlag holds a flagd document: leave format out"),
                argumentSet(
                        "a route without a fallback",
                        gateway("route: {httpRouteRef: {name: pricing}}"),
                        "spec.route.fallback"),
                argumentSet(
                        "a model without a spec",
                        "{apiVersion: lastgood.dev/v1alpha1, kind: ModelDeployment, metadata: {name: pricing}}",
                        "spec: Required value"),
                argumentSet(
                        "an incident without a spec",
                        "{apiVersion: lastgood.dev/v1alpha1, kind: AIIncident, metadata: {name: wrong-prices}}",
                        "spec: Required value"),
                argumentSet("a model without a gateway", model("paused: true"), "spec.gateway: Required value"),
                argumentSet(
                        "a gateway without a workload",
                        model("gateway: {configMaps: [a]}"),
                        "spec.gateway.workloadRef: Required value"),
                argumentSet(
                        "a model in another namespace",
                        incident("").replace("{name: pricing}", "{name: pricing, namespace: other}"),
                        "unknown field \"spec.modelRef.namespace\""),
                argumentSet(
                        "a workload in another namespace",
                        model("gateway: {workloadRef: {name: model-gateway, namespace: other}}"),
                        "unknown field \"spec.gateway.workloadRef.namespace\""),
                argumentSet("a field that no one knows", gateway("pausd: true"), "unknown field \"spec.pausd\""),
                argumentSet(
                        "an ignored part without a name",
                        ignoring("env: ['']"),
                        "spec.gateway.ignore.env[0] in body should be at least 1 chars long"),
                argumentSet(
                        "too many ignored parts",
                        ignoring("labels: [" + "a,".repeat(33) + "]"),
                        "spec.gateway.ignore.labels: Too many: 33: must have at most 32 items"),
                argumentSet(
                        "an ignored part of a kind that nothing ignores",
                        ignoring("args: [--seed]"),
                        "unknown field \"spec.gateway.ignore.args\""),
                argumentSet(
                        "a workload of another kind",
                        model("gateway: {workloadRef: {kind: DaemonSet, name: model-gateway}}"),
                        "Unsupported value: \"DaemonSet\": supported values: \"Deployment\", \"StatefulSet\""),
                argumentSet(
                        "a workload whose name cannot be one",
                        model("gateway: {workloadRef: {name: Model_Gateway}}"),
                        "spec.gateway.workloadRef.name in body should match"),
                argumentSet(
                        "a path in place of a ConfigMap",
                        model("gateway: {workloadRef: {name: model-gateway}, configMaps: [../secrets/x]}"),
                        "spec.gateway.configMaps[0] in body should match"),
                argumentSet(
                        "two flags of one name",
                        gateway("flags:\n" + flag("a") + flag("a")),
                        "two flags have one name: give each flag of flags[] a name of its own"),
                argumentSet(
                        "a flag format that is not known",
                        gateway("flags: [{name: a, format: Toml, configMapRef: {name: flags, key: f}}]"),
                        "supported values: \"Flagd\", \"GoFeatureFlag\", \"Plain\", \"Properties\""),
                argumentSet("an empty soak", gateway("goodness: {soak: \"\"}"), soak),
                argumentSet("no soak at all", gateway("goodness: {soak: 0s}"), soak),
                argumentSet("a soak in words", gateway("goodness: {soak: 10 minutes}"), soak),
                argumentSet("a soak without a unit", gateway("goodness: {soak: \"10\"}"), soak),
                argumentSet("a soak of more than a week", gateway("goodness: {soak: 200h}"), soak),
                argumentSet("an empty deadline", gateway("response: {rollbackDeadline: \"\"}"), deadline),
                argumentSet("no time to roll back", gateway("response: {rollbackDeadline: 0s}"), deadline),
                argumentSet("a deadline in words", gateway("response: {rollbackDeadline: soon}"), deadline),
                argumentSet("a deadline of more than a day", gateway("response: {rollbackDeadline: 200h}"), deadline),
                argumentSet("no window for suspects", gateway("response: {suspectWindow: 0s}"), window),
                argumentSet("a window for suspects in words", gateway("response: {suspectWindow: a day}"), window),
                argumentSet(
                        "a breaker that is always open",
                        gateway("response: {breaker: {rollbacks: 0}}"),
                        "greater than or equal to 1"),
                argumentSet(
                        "a breaker that never opens",
                        gateway("response: {breaker: {rollbacks: 21}}"),
                        "less than or equal to 20"),
                argumentSet(
                        "a breaker without a window",
                        gateway("response: {breaker: {window: 0s}}"),
                        "window is a duration between 1s and 168h: write one such as 90s, 10m or 1h"),
                argumentSet(
                        "a mode that is not known",
                        incident("response: {mode: Automatic}"),
                        "supported values: \"Auto\", \"Observe\", \"Suggest\""),
                argumentSet("no history", gateway("revisionHistoryLimit: 0"), "greater than or equal to 1"),
                argumentSet(
                        "a modelId of two lines", gateway("modelId: \"a\\nb\""), "spec.modelId in body should match"),
                argumentSet("an empty expiry", incident("response: {expiresAfter: \"\"}"), expires),
                argumentSet("an expiry of nothing", incident("response: {expiresAfter: 0s}"), expires),
                argumentSet("an expiry in words", incident("response: {expiresAfter: 10 minutes}"), expires),
                argumentSet("an expiry of more than a week", incident("response: {expiresAfter: 200h}"), expires),
                argumentSet("an empty runId", incident("runId: \"\""), runId),
                argumentSet(
                        "a runId of two lines",
                        incident("runId: \"0b2e6f0a-5c1d-4e7f-8a9b-0c1d2e3f4a5b\\nand more\""),
                        runId),
                argumentSet(
                        "a runId with a line break at its end",
                        incident("runId: \"0b2e6f0a-5c1d-4e7f-8a9b-0c1d2e3f4a5b\\n\""),
                        runId),
                argumentSet("a runId that is no UUID", incident("runId: run-17"), runId),
                argumentSet("a traceId of two lines", incident("traceId: \"4bf9\\n17\""), traceId),
                argumentSet("an empty traceId", incident("traceId: \"\""), traceId),
                argumentSet(
                        "a prompt in place of its digest",
                        incident("promptDigest: What does it cost?"),
                        "never write the prompt itself"),
                argumentSet(
                        "a summary of 2000 characters",
                        incident("summary: " + "x".repeat(2000)),
                        "spec.summary: Too long: may not be more than 1024"),
                argumentSet(
                        "two targets at once",
                        incident("response: {rollback: {toRevision: a, toVersion: b}}"),
                        "toRevision and toVersion exclude each other: keep one of them"),
                argumentSet("an attempt of zero", incident("attempt: 0"), "greater than or equal to 1"),
                argumentSet(
                        "a trigger that is not known",
                        incident("").replace("Manual", "Boredom"),
                        "supported values: \"BiasDrift\", \"GatewayErrors\", \"Hallucination\""),
                argumentSet("a severity that is not known", incident("severity: Sev9"), "supported values: \"Sev0\""),
                argumentSet("a time that is none", incident("detectedAt: yesterday"), "spec.detectedAt"),
                argumentSet(
                        "a resolution without its kind", incident("resolution: {}"), "spec.resolution.kind: Required"));
    }

    @ParameterizedTest
    @MethodSource({"refused", "refusedProbes", "refusedNotifications"})
    void isRefusedWithAMessageThatSaysWhy(String yaml, String message) {
        Kubectl.Result result = plane.kubectl().apply(namespace, yaml, "--validate=strict", "--dry-run=server");

        assertThat(result.exit()).as(result.out()).isNotZero();
        assertThat(result.err()).contains(message);
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                argumentSet("the least model", gateway("")),
                argumentSet("nobody is told", gateway("notifications: []")),
                argumentSet(
                        "a page and two posts",
                        notifications(
                                notification("name: a, type: PagerDuty, severities: [Sev0, Sev1]"),
                                notification("name: b, type: Slack, channel: '#ai-alerts'"),
                                notification("name: c, type: SlackWebhook, triggers: [PIILeak]"))),
                argumentSet(
                        "events and cards",
                        notifications(
                                notification("name: a, type: Webhook, signingSecretRef: {name: notify, key: s}"),
                                notification("name: b, type: MicrosoftTeams, severities: [Sev0]"))),
                argumentSet("the longest soak", gateway("goodness: {soak: 168h}")),
                argumentSet("a soak of three parts", gateway("goodness: {soak: 1h30m10s}")),
                argumentSet(
                        "a probe of each kind with all that it can have",
                        gateway(
                                """
                                probes:
                                - name: status
                                  trigger: GatewayErrors
                                  every: 10s
                                  timeout: 2s
                                  failAfter: 3
                                  http:
                                    serviceRef: {name: model-gateway, port: 8080}
                                    path: /control/status?deep=true
                                    expect: {status: [200, 204], json: {pointer: /status, in: [ok]}, matches: '"ok"'}
                                - name: error-rate
                                  trigger: GatewayErrors
                                  prometheus: {query: 'sum(rate(errors[5m]))', badWhen: '>= 5e-2', series: All}
                                - name: canary
                                  trigger: NonDeterminism
                                  every: 24h
                                  timeout: 5m
                                  prompt:
                                    serviceRef: {name: model-gateway, port: http}
                                    path: /v1/chat/completions
                                    bodyFrom: {configMapKeyRef: {name: canary, key: body.json}}
                                    samples: 2
                                    expect:
                                      identical: true
                                      answerPointer: ""
                                      jsonSchemaFrom: {configMapKeyRef: {name: canary, key: schema.json}}
                                      forbid: [Email, PhoneNumber, CreditCard, IBAN]
                                      phoneRegions: [US, DE]
                                      forbidPatterns: [{name: us-ssn, pattern: '\\b\\d{3}-\\d{2}-\\d{4}\\b'}]
                                      golden: {configMapKeyRef: {name: canary, key: golden}, maxDistance: 0.3}
                                """)),
                argumentSet("two flags", gateway("flags:\n" + flag("a") + flag("b"))),
                argumentSet("the least incident", incident("")),
                argumentSet("a runId in capitals", incident("runId: 0B2E6F0A-5C1D-4E7F-8A9B-0C1D2E3F4A5B")),
                argumentSet("a time of another zone", incident("detectedAt: 2026-11-23T12:00:00+02:00")),
                argumentSet("a summary of 1024 characters", incident("summary: " + "é".repeat(1024))));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void isAccepted(String yaml) {
        Kubectl.Result result = plane.kubectl().apply(namespace, yaml, "--validate=strict", "--dry-run=server");

        assertThat(result.exit()).as(result.err()).isZero();
    }

    @Test
    void aNamespaceInAReferenceIsPrunedWhereNobodyValidates() {
        String yaml = incident("elsewhere", "").replace("{name: pricing}", "{name: pricing, namespace: other}");

        assertThat(plane.kubectl().apply(namespace, yaml, "--validate=ignore").exit())
                .isZero();

        assertThat(plane.kubectl()
                        .run("-n", namespace, "get", "aii", "elsewhere", "-o", "jsonpath={.spec.modelRef}")
                        .out())
                .isEqualTo("{\"name\":\"pricing\"}");
    }

    static Stream<Arguments> immutable() {
        String revision = "suspect: model-gateway-0123456789\n";
        String suspect = "suspect cannot change: create another AIIncident for another revision";
        return Stream.of(
                argumentSet(
                        "the model",
                        incident("kept", ""),
                        incident("kept", "").replace("{name: pricing}", "{name: quoting}"),
                        "modelRef cannot change: create another AIIncident for another model"),
                argumentSet(
                        "the trigger",
                        incident("kept", ""),
                        incident("kept", "").replace("Manual", "PIILeak"),
                        "trigger cannot change: create another AIIncident"),
                argumentSet(
                        "another suspect",
                        incident("kept", revision),
                        incident("kept", "suspect: model-gateway-9876543210"),
                        suspect),
                argumentSet("a suspect that comes", incident("kept", ""), incident("kept", revision), suspect),
                argumentSet("a suspect that goes", incident("kept", revision), incident("kept", ""), suspect),
                argumentSet(
                        "a drill that was for real",
                        incident("kept", ""),
                        incident("kept", "drill: true"),
                        "drill cannot change: create another AIIncident"),
                argumentSet(
                        "a dry run that is to act",
                        incident("kept", "response: {dryRun: true}"),
                        incident("kept", "response: {dryRun: false}"),
                        "response.dryRun cannot change"),
                argumentSet(
                        "a response that makes it a dry run",
                        incident("kept", ""),
                        incident("kept", "response: {dryRun: true}"),
                        "response.dryRun cannot change"),
                argumentSet(
                        "a smaller attempt",
                        incident("kept", "attempt: 3"),
                        incident("kept", "attempt: 2"),
                        "attempt can only grow: write a larger number to ask for another rollback"));
    }

    @ParameterizedTest
    @MethodSource("immutable")
    void cannotBeChanged(String before, String after, String message) {
        plane.kubectl().run("-n", namespace, "delete", "aii", "kept", "--ignore-not-found");
        assertThat(plane.kubectl().apply(namespace, before).exit()).isZero();

        Kubectl.Result result = plane.kubectl().apply(namespace, after);

        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains(message);
    }

    @Test
    void theServerShowsTheDefaults() {
        assertThat(plane.kubectl().apply(namespace, gateway("goodness: {}")).exit())
                .isZero();
        assertThat(plane.kubectl()
                        .apply(namespace, incident("defaults", "response: {}"))
                        .exit())
                .isZero();

        assertThat(plane.kubectl()
                        .run("-n", namespace, "get", "mdl", "pricing", "-o", "jsonpath={.spec}")
                        .out())
                .contains("\"soak\":\"10m\"", "\"revisionHistoryLimit\":10", "\"paused\":false")
                .contains("\"kind\":\"Deployment\"", "\"sharedConfigMaps\":\"Refuse\"", "\"configReload\":false");
        assertThat(plane.kubectl()
                        .run("-n", namespace, "get", "aii", "defaults", "-o", "jsonpath={.spec}")
                        .out())
                .contains("\"severity\":\"Sev2\"", "\"attempt\":1", "\"expiresAfter\":\"1h\"");
    }

    @Test
    void theColumnsAreThoseOfARunbook() {
        assertThat(plane.kubectl().apply(namespace, gateway("")).exit()).isZero();
        assertThat(plane.kubectl().apply(namespace, incident("")).exit()).isZero();

        assertThat(columns("mdl")).containsExactly("NAME", "PROTECTED", "SERVING", "LAST GOOD", "INCIDENT", "AGE");
        assertThat(columns("aii"))
                .containsExactly("NAME", "MODEL", "TRIGGER", "SEVERITY", "PHASE", "ROLLED BACK TO", "AGE");
    }

    private static List<String> columns(String kind) {
        String header = plane.kubectl()
                .run("-n", namespace, "get", kind)
                .out()
                .lines()
                .findFirst()
                .orElseThrow();
        return List.of(header.strip().split(" {2,}"));
    }

    @Test
    void oneWordListsBothKinds() {
        assertThat(plane.kubectl().apply(namespace, gateway("")).exit()).isZero();
        assertThat(plane.kubectl().apply(namespace, incident("")).exit()).isZero();

        assertThat(plane.kubectl().run("-n", namespace, "get", "lastgood").out())
                .contains("modeldeployment.lastgood.dev/pricing", "aiincident.lastgood.dev/wrong-prices");
    }

    @Test
    void kubectlExplainsTheFields() {
        explains("modeldeployment.spec.gateway.configMaps", "Names of further ConfigMaps that belong to a revision");
        explains("aiincident.status.conditions.reason", "Why, in CamelCase");
    }

    /** The API server publishes a CRD's OpenAPI a moment after it serves the CRD. */
    private static void explains(String field, String description) {
        eventually("kubectl explains " + field, () -> {
            Kubectl.Result result = plane.kubectl().run("explain", field);
            assertThat(result.out()).as(result.err()).contains(description);
        });
    }

    @Test
    void serverSideApplyMergesFlagsByName() {
        plane.kubectl().run("-n", namespace, "delete", "mdl", "pricing", "--ignore-not-found");
        String ours = gateway("flags:\n" + flag("a"));
        String theirs = gateway("flags:\n" + flag("b"));

        for (String manager : List.of("us", "them")) {
            Kubectl.Result result = plane.kubectl()
                    .apply(
                            namespace,
                            manager.equals("us") ? ours : theirs,
                            "--server-side",
                            "--field-manager=" + manager);
            assertThat(result.exit()).as(result.err()).isZero();
        }

        assertThat(plane.kubectl()
                        .run("-n", namespace, "get", "mdl", "pricing", "-o", "jsonpath={.spec.flags[*].name}")
                        .out())
                .isEqualTo("a b");
    }
}
