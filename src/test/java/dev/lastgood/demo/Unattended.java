package dev.lastgood.demo;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.demo.StubGateway.Behaviour;
import dev.lastgood.demo.Terminal.Colour;
import dev.lastgood.operator.OperatorProcess;
import java.util.Map;

/** The second part: nobody is there, and the probes see it. */
final class Unattended extends Part {

    private static final String FAILS = "1.6.0";
    private static final String WAVERS = "1.7.0";

    /** What the versions of all parts do. */
    static final Map<String, Behaviour> VERSIONS = Map.of(
            BAD,
            Behaviour.INVENTS,
            FAILS,
            Behaviour.FAILS,
            WAVERS,
            Behaviour.WAVERS,
            Called.INVENTS,
            Behaviour.INVENTS);

    Unattended(Terminal terminal, Cluster cluster, OperatorProcess operator, StubGateway gateway) {
        super(terminal, cluster, operator, gateway);
    }

    @Override
    boolean play() throws Exception {
        theModelIsProbed();
        scene("9  " + FAILS + " is rolled out, and its upstream is gone", FAILS, Trigger.GatewayErrors);
        scene("10  " + WAVERS + " is rolled out, and gives two answers to one prompt", WAVERS, Trigger.NonDeterminism);
        return allHeld();
    }

    private void theModelIsProbed() throws Exception {
        terminal.title("8  From now on nobody looks: the model gets probes");
        accepted(quick(read("probes.yaml")));
        say("kubectl apply", "examples/probes.yaml, with seconds instead of minutes");
        expect(
                FIX + " is Good: by its soak, and by the samples of its probes",
                "samples",
                () -> isGood(FIX) && isHealthy(),
                () -> model(MODEL).getStatus().probes + " " + revisions());
    }

    /** The example's times are those of production. */
    private static String quick(String yaml) {
        return yaml.replace("soak: 10m", "soak: 3s")
                .replace("minGoodSamples: 20", "minGoodSamples: 4")
                .replace("settle: 5m", "settle: 1s")
                .replace("goodFor: 1m", "goodFor: 2s")
                .replace("resolveAfter: 30m", "resolveAfter: 4s")
                .replaceAll("every: [0-9]+[sm]", "every: 1s");
    }

    private void scene(String title, String version, Trigger trigger) throws Exception {
        terminal.title(title);
        String serving = image(GATEWAY);
        String manifest = changed(version, "version: \"9\"");
        accepted(manifest);
        say("kubectl apply", "image ..:" + version + "; nobody does anything after this");
        expect("the probes open an incident", "three bad samples", () -> incidentOf(version) != null, this::probes);
        String name = incidentOf(version);
        if (name == null) {
            return;
        }
        try (Timeline timeline = new Timeline(terminal, cluster.client(), Demo.NAMESPACE, name)) {
            await("the rollback", () -> phase(name) == Phase.Mitigated && timeline.hasTold(incident(name)));
        }
        terminal.line("");
        check("it is Mitigated", phase(name) == Phase.Mitigated, () -> String.valueOf(phase(name)));
        check("its trigger is " + trigger, incident(name).getSpec().trigger == trigger, () -> incident(name)
                .getSpec()
                .summary);
        say("it saw", incident(name).getSpec().summary);
        check("the gateway runs what it ran before", image(GATEWAY).equals(serving), () -> image(GATEWAY));
        check(version + " is Quarantined", hasState(version, RevisionState.Quarantined), () -> "" + revisions());
        keptOut(version, manifest, serving);
        expect(
                "it is Resolved by itself, the probes being good for a while",
                "the baseline",
                () -> phase(name) == Phase.Resolved,
                () -> String.valueOf(phase(name)));
    }

    private void keptOut(String version, String manifest, String serving) {
        if (!cluster.hasAdmission()) {
            terminal.line(
                    "  Left out: the mock knows no admission policies. A real API server refuses " + version + ".");
            return;
        }
        Cluster.Answer answer = cluster.apply(Demo.NAMESPACE, manifest);
        say("kubectl apply", "the manifest of " + version + " again");
        terminal.labelled("  ", Colour.PLAIN, lastLine(answer.text()), Colour.YELLOW);
        check("the API server refuses it", !answer.accepted() && image(GATEWAY).equals(serving), answer::text);
    }

    private boolean isHealthy() {
        return model(MODEL).getStatus().conditions.stream()
                .anyMatch(c -> c.getType().equals("Healthy") && c.getStatus().equals("True"));
    }

    /** The incident that is about this version, null: there is none. */
    private String incidentOf(String version) {
        return cluster.client().resources(AIIncident.class).inNamespace(Demo.NAMESPACE).list().getItems().stream()
                .filter(i -> i.getSpec().suspect != null
                        && revisionsOf(version).anyMatch(r -> r.name.equals(i.getSpec().suspect)))
                .map(i -> i.getMetadata().getName())
                .findFirst()
                .orElse(null);
    }

    private String probes() {
        StringBuilder text = new StringBuilder();
        model(MODEL).getStatus().probes.forEach(p -> text.append(p.name)
                .append(' ')
                .append(p.outcome)
                .append(": ")
                .append(p.message)
                .append("; "));
        return text.toString();
    }
}
