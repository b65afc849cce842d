package dev.lastgood.demo;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.demo.Terminal.Colour;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.rest.RestCaller;
import java.util.Optional;

/** The third part: other software asks over REST. */
final class Called extends Part {

    /** It makes things up, as {@link #BAD} does, and no probe sees that. */
    static final String INVENTS = "1.8.0";

    private static final String CALLER = "lastgood-caller";
    private static final String PATH = "/ai/models/" + MODEL + "/rollback";
    private static final String BODY =
            """
            {"reason": "the regression run failed", "triggeredBy": "pipeline 4711", "gitRef": "v1.5.1"}""";

    Called(Terminal terminal, Cluster cluster, OperatorProcess operator, StubGateway gateway) {
        super(terminal, cluster, operator, gateway);
    }

    @Override
    boolean play() throws Exception {
        terminal.title("11  A pipeline finds " + INVENTS + " wrong, and calls");
        Optional<String> token = cluster.token(Demo.NAMESPACE, CALLER);
        if (token.isEmpty()) {
            terminal.line(
                    "  Left out: the mock knows no tokens. A real API server says whose one is, and what they may do.");
            return allHeld();
        }
        applied("examples/rest-access.yaml");
        String before = image(GATEWAY);
        accepted(changed(INVENTS, "version: \"9\""));
        say("kubectl apply", "image ..:" + INVENTS);
        expect(INVENTS + " serves", "the rollout", () -> serves(INVENTS), () -> "" + revisions());

        check(
                "without a token the answer is 401",
                new RestCaller(operator::url, null).post(PATH, BODY).status() == 401,
                () -> "another one");
        say("curl", "-X POST -H 'Authorization: Bearer ..' .." + PATH);
        say("", BODY);
        RestCaller.Answer answer = new RestCaller(operator::url, token.get()).post(PATH, BODY);
        terminal.labelled(
                "  " + answer.status() + "  ", Colour.GREEN, answer.response().body(), Colour.DIM);
        check("it is accepted", answer.status() == 202, answer::toString);
        String incident = answer.json().at("/incident/name").asText();
        expect(
                "the gateway runs what it ran before",
                "the rollback",
                () -> phase(incident) == Phase.Mitigated && image(GATEWAY).equals(before),
                () -> phase(incident) + " " + image(GATEWAY));
        RestCaller.Answer again = new RestCaller(operator::url, token.get()).post(PATH, BODY);
        check(
                "the same call again is the same rollback",
                again.json().at("/incident/name").asText().equals(incident),
                again::toString);
        return allHeld();
    }
}
