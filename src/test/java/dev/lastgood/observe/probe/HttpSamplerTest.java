package dev.lastgood.observe.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.observe.probe.sample.Finding;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What http probes find at a real server that fails in each way. */
class HttpSamplerTest {

    private static final String JSON = ", expect: {json: {pointer: /status, in: [ok]}}";

    @AutoClose
    private static ProbingFixture probing;

    @BeforeAll
    static void start() {
        probing = new ProbingFixture();
    }

    private static String get(String path, String more) {
        return "timeout: 1s\nhttp: {serviceRef: {name: gateway, port: 80}, path: " + path + more + "}";
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                good("the status 200", get("/ok", "")),
                good("JSON as expected", get("/ok", JSON)),
                good("a boolean, written as text", get("/ok", ", expect: {json: {pointer: /ready, in: ['true']}}")),
                good("a number, written as text", get("/ok", ", expect: {json: {pointer: /n, in: ['1', '2']}}")),
                good("a pattern that is found", get("/ok", ", expect: {matches: 'status.*ok'}")),
                good("slow, but in time", get("/slow", JSON)),
                good("JSON that claims to be HTML", get("/wrong-content-type", JSON)),
                good("another status that is expected", get("/503", ", expect: {status: [200, 503]}")),
                good("a redirect that is expected", get("/redirect-loopback", ", expect: {status: [302]}")),
                good("no body where none is looked at", get("/empty", ", expect: {status: [204]}")),
                bad("500", get("/500", ""), Reason.StatusUnexpected, "the status is 500; expected: [200]"),
                bad("503", get("/503", JSON), Reason.StatusUnexpected, "the status is 503"),
                bad("a path that is not there", get("/nowhere", ""), Reason.StatusUnexpected, "the status is 404"),
                bad(
                        "a redirect to a link-local address",
                        get("/redirect-link-local", ""),
                        Reason.StatusUnexpected,
                        "the status is 302, a redirect, which is never followed"),
                bad(
                        "a redirect to loopback",
                        get("/redirect-loopback", ""),
                        Reason.StatusUnexpected,
                        "a redirect, which is never followed"),
                bad(
                        "another value",
                        get("/degraded", JSON),
                        Reason.AnswerUnexpected,
                        "at '/status' stands another text; expected: one of [ok]"),
                bad(
                        "no value",
                        get("/ok", ", expect: {json: {pointer: /checks/0, in: [ok]}}"),
                        Reason.AnswerUnexpected,
                        "at '/checks/0' stands nothing"),
                bad(
                        "a pattern that is not found",
                        get("/degraded", ", expect: {matches: '^ok$'}"),
                        Reason.AnswerUnexpected,
                        "does not match the pattern"),
                bad("HTML where JSON is expected", get("/html", JSON), Reason.AnswerNotJson, "is not JSON"),
                bad("JSON and something behind it", get("/invalid-json", JSON), Reason.AnswerNotJson, "is not JSON"),
                bad(
                        "nothing where JSON is expected",
                        get("/empty", ", expect: {status: [204], json: {pointer: '', in: [ok]}}"),
                        Reason.AnswerNotJson,
                        "0 bytes is not JSON"),
                bad("half a body", get("/half", ""), Reason.AnswerIncomplete, "breaks off after 16 bytes"),
                bad("no answer at all", get("/no-answer", ""), Reason.AnswerIncomplete, "without a whole answer"),
                bad("a body without end", get("/huge", ""), Reason.AnswerTooLarge, "longer than 65536 bytes"),
                bad("a hang", get("/hang", ""), Reason.AnswerTimedOut, "no whole answer of gateway:80 within 1.0 s"),
                bad("a hang in the body", get("/hang-in-body", ""), Reason.AnswerTimedOut, "no whole answer"),
                unknown(
                        "a closed port",
                        get("/ok", "").replace("gateway", "closed"),
                        Reason.TargetUnreachable,
                        "no connection to closed:80"),
                unknown(
                        "a Service that does not exist",
                        get("/ok", "").replace("gateway", "nowhere"),
                        Reason.ServiceNotFound,
                        "there is no Service nowhere in this namespace: create it, or name another"),
                unknown(
                        "a pattern that is none",
                        get("/ok", ", expect: {matches: '('}"),
                        Reason.ProbeInvalid,
                        "http.expect.matches is no regular expression of RE2 syntax (missing closing ))"),
                unknown(
                        "a pattern that looks around",
                        get("/ok", ", expect: {matches: '(?=a)b'}"),
                        Reason.ProbeInvalid,
                        "look-around and back references are not known"),
                unknown(
                        "a pointer that is none",
                        get("/ok", ", expect: {json: {pointer: status, in: [ok]}}"),
                        Reason.ProbeInvalid,
                        "http.expect.json.pointer is no JSON pointer: write one such as /status"),
                unknown(
                        "a path with another request in it",
                        get("\"/ok HTTP/1.1\\r\\nHost: x\"", ""),
                        Reason.ProbeInvalid,
                        "http.path is no path"),
                unknown("no Service", "http: {path: /ok}", Reason.ProbeInvalid, "serviceRef cannot be read"),
                unknown("no question", "every: 10s", Reason.ProbeInvalid, "write one of http, prometheus and prompt"));
    }

    private static Arguments good(String name, String probe) {
        return argumentSet(name, probe, Outcome.Good, Reason.AsExpected, "the status is");
    }

    private static Arguments bad(String name, String probe, Reason reason, String message) {
        return argumentSet(name, probe, Outcome.Bad, reason, message);
    }

    private static Arguments unknown(String name, String probe, Reason reason, String message) {
        return argumentSet(name, probe, Outcome.Unknown, reason, message);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void finds(String probe, Outcome outcome, Reason reason, String message) {
        Finding finding = probing.ask(probe);

        assertThat(finding.outcome()).as(finding.toString()).isEqualTo(outcome);
        assertThat(finding.reason()).isEqualTo(reason);
        assertThat(finding.message()).contains(message);
        assertThat(probing.server.asked("/secret"))
                .as("redirects that were followed")
                .isZero();
    }

    @Test
    void theRequestSaysWhoAsksAndCarriesNoCredentials() {
        int before = probing.server.headers().size();

        probing.ask(get("/ok", ""));

        Map<String, List<String>> headers = probing.server.headers().get(before);
        assertThat(headers)
                .containsEntry("User-agent", List.of("lastgood-probe"))
                .containsEntry("X-lastgood-probe", List.of("status"))
                .containsEntry("Host", List.of("gateway.ai.svc:" + probing.server.port()))
                .containsOnlyKeys("User-agent", "X-lastgood-probe", "Host", "Connection");
    }
}
