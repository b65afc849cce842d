package dev.lastgood.demo;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.incident.StepType;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.demo.Terminal.Colour;
import dev.lastgood.notify.Receivers;
import dev.lastgood.notify.Rendered;
import dev.lastgood.operator.OperatorProcess;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The first part: a person sees a wrong answer. */
final class Scenario extends Part {

    private static final String SOAK = "3s";
    private static final String ASSISTANT = "pricing-revision-assistant";
    private static final String INCIDENT = "pricing-hallucination";
    private static final String RUN = "0b2e6f0c-5d1a-4c58-9d59-2f6f4c1a7e11";
    private static final String RUNS =
            "SELECT action, target_version, status, triggered_by, error_message FROM ai_model_runs"
                    + " WHERE model_id = '" + MODEL + "' ORDER BY created_at";

    private final RunbookPostgres postgres;
    private final Receivers receivers;
    private List<List<String>> runsBefore = List.of();

    Scenario(
            Terminal terminal,
            Cluster cluster,
            RunbookPostgres postgres,
            Receivers receivers,
            OperatorProcess operator,
            StubGateway gateway) {
        super(terminal, cluster, operator, gateway);
        this.postgres = postgres;
        this.receivers = receivers;
    }

    @Override
    boolean play() throws Exception {
        aGoodRevisionServes();
        aBadOneIsRolledOut();
        anIncidentIsApplied();
        whoIsTold();
        whatIsRecorded();
        theBadOneIsKeptOut();
        nothingToReturnTo();
        return allHeld();
    }

    private void aGoodRevisionServes() throws Exception {
        terminal.title("1  A good revision serves, and earns Good");
        if (cluster.hasAdmission()) {
            applied("helm/lastgood/files/quarantine-policy.yaml");
        }
        accepted(notifications());
        say("kubectl apply", "examples/notifications.yaml: its Secret, and its list for all models of the namespace");
        applied("examples/gateway.yaml");
        accepted(read("modeldeployment.yaml").replace("soak: 10m", "soak: " + SOAK));
        say("kubectl apply", "examples/modeldeployment.yaml, with a soak of " + SOAK + " instead of 10m");
        expect(
                GOOD + " is Good: rolled out, and " + SOAK + " without a break",
                "the soak",
                () -> isGood(GOOD),
                () -> "revisions " + revisions());
        answers();
    }

    private void aBadOneIsRolledOut() throws Exception {
        terminal.title("2  " + BAD + " is rolled out: another image, other prompts");
        accepted(bad());
        say("kubectl apply", "image ..:" + GOOD + " → ..:" + BAD + ", prompts version 7 → 8");
        expect(BAD + " serves", "the rollout", () -> serves(BAD), () -> "revisions " + revisions());
        expect("users get a wrong answer", "a pod of " + BAD, () -> answersAre(StubGateway.WRONG), gateway::ask);
        answers();
    }

    private void anIncidentIsApplied() throws Exception {
        terminal.title("3  Somebody applies examples/incident.yaml");
        runsBefore = postgres.rows(RUNS);
        try (Timeline timeline = new Timeline(terminal, cluster.client(), Demo.NAMESPACE, INCIDENT);
                Users users =
                        new Users(gateway, () -> timeline.tell("users", "the first good answer again", Colour.GREEN))) {
            accepted(read("incident.yaml"));
            await("the rollback", () -> phase(INCIDENT) == Phase.Mitigated && users.bad() > 0);
            long badSoFar = users.bad();
            long allSoFar = users.all();
            await("more users", () -> users.all() >= allSoFar + 20);
            await("Postgres", () -> recordsAreDone(incident(INCIDENT)) && timeline.hasTold(incident(INCIDENT)));
            AIIncident incident = incident(INCIDENT);
            terminal.line("");
            check(
                    "the incident is Mitigated",
                    incident.getStatus() != null && incident.getStatus().phase == Phase.Mitigated,
                    () -> String.valueOf(phase(INCIDENT)));
            check(
                    "no wrong answer after that (" + badSoFar + " before, of " + allSoFar + ")",
                    users.bad() == badSoFar,
                    () -> (users.bad() - badSoFar) + " of " + (users.all() - allSoFar));
        }
        check("the gateway runs " + GOOD + " again", image(GATEWAY).endsWith(":" + GOOD), () -> image(GATEWAY));
        check("the prompts are those of " + GOOD + " again", "7".equals(prompts("version")), () -> prompts("version"));
        check(BAD + " is Quarantined", hasState(BAD, RevisionState.Quarantined), () -> "revisions " + revisions());
        answers();
    }

    private void whoIsTold() throws Exception {
        terminal.title("4  What the person on call gets, and #ai-alerts");
        String uid = incident(INCIDENT).getMetadata().getUid();
        expect(
                "PagerDuty has one alert, Slack one message, which says Mitigated by now",
                "the message",
                () -> receivers.actions(uid).equals(List.of("trigger"))
                        && receivers.messages(uid).size() == 1
                        && receivers.messages(uid).toString().contains("Mitigated"),
                () -> receivers.actions(uid) + " " + receivers.messages(uid));
        Stream.concat(
                        receivers.events().stream()
                                .filter(e -> uid.equals(e.path("dedup_key").asText()))
                                .map(Rendered::page),
                        receivers.messages(uid).stream().map(Rendered::slack))
                .forEach(text -> {
                    terminal.line("");
                    text.lines().forEach(l -> terminal.labelled("  ", Colour.PLAIN, l, Colour.YELLOW));
                });
        terminal.line("");
    }

    /** All but the model's own list. */
    private static String notifications() {
        return Stream.of(read("notifications.yaml").split("(?m)^---$"))
                .filter(document -> !document.contains("kind: ModelDeployment"))
                .collect(Collectors.joining("---"));
    }

    private void whatIsRecorded() {
        terminal.title("5  What Postgres has");
        terminal.line(
                terminal.paint(Colour.DIM, "  ai_model_runs before (action, version, status, by, error_message)"));
        show(runsBefore);
        List<List<String>> runs = postgres.rows(RUNS);
        terminal.line(terminal.paint(Colour.DIM, "  ai_model_runs after"));
        show(runs);
        terminal.line(terminal.paint(Colour.DIM, "  lastgood.step, the ledger (step, reason)"));
        List<List<String>> steps = postgres.rows("SELECT id, reason, message FROM lastgood.step ORDER BY done_at, id");
        steps.forEach(row -> terminal.labelled(
                String.format("  %-26s %-16s ", row.get(0).substring(row.get(0).indexOf('/') + 1), row.get(1)),
                Colour.PLAIN,
                row.get(2),
                Colour.DIM));
        List<List<String>> failed =
                postgres.rows("SELECT status, error_message FROM ai_model_runs WHERE id = '" + RUN + "'");
        check(
                "the retrain run of " + BAD + " was succeeded and is failed now",
                failed.size() == 1
                        && "failed".equals(failed.get(0).get(0))
                        && failed.get(0).get(1) != null,
                failed::toString);
        check(
                "our rollback is a row of its own, succeeded",
                runs.stream()
                        .anyMatch(r -> r.get(0).equals("rollback")
                                && r.get(1).equals(GOOD)
                                && r.get(2).equals("succeeded")),
                runs::toString);
        var evidence = incident(INCIDENT).getStatus().evidence;
        check(
                "evidence: prompt digest " + evidence.promptDigest + ", prompt versions " + evidence.promptVersions,
                "sha256:6b1f7c2a90c1".equals(evidence.promptDigest) && evidence.promptVersions != null,
                () -> "not that of the trace");
    }

    private void show(List<List<String>> runs) {
        runs.forEach(row -> terminal.labelled(
                String.format(
                        "  %-9s %-6s %-10s %-17s  ",
                        row.get(0), row.get(1), row.get(2), Objects.toString(row.get(3), "")),
                Colour.PLAIN,
                Objects.toString(row.get(4), ""),
                Colour.DIM));
    }

    private void theBadOneIsKeptOut() throws Exception {
        terminal.title("6  Somebody applies the manifest of " + BAD + " again");
        if (cluster.hasAdmission()) {
            Cluster.Answer answer = cluster.apply(Demo.NAMESPACE, bad());
            terminal.labelled("  ", Colour.PLAIN, lastLine(answer.text()), Colour.YELLOW);
            check(
                    "the API server refuses it",
                    !answer.accepted() && answer.text().contains(INCIDENT),
                    answer::text);
            check("the gateway still runs " + GOOD, image(GATEWAY).endsWith(":" + GOOD), () -> image(GATEWAY));
            check("the prompts are still those of " + GOOD, "7".equals(prompts("version")), () -> prompts("version"));
        } else {
            terminal.line("  Left out: the mock knows no admission policies. A real API server answers 403 here.");
        }
        accepted(changed(FIX, "version: \"9\""));
        say("kubectl apply", "the fix: image ..:" + FIX + ", prompts version 9");
        expect(FIX + " passes and serves", "the rollout", () -> serves(FIX), () -> "revisions " + revisions());
        cluster.client()
                .resources(AIIncident.class)
                .inNamespace(Demo.NAMESPACE)
                .withName(INCIDENT)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"resolution\":{\"kind\":\"Fixed\"}}}");
        expect(
                "with resolution Fixed the incident is Resolved",
                "the resolution",
                () -> phase(INCIDENT) == Phase.Resolved,
                () -> String.valueOf(phase(INCIDENT)));
        String uid = incident(INCIDENT).getMetadata().getUid();
        expect(
                "and PagerDuty's alert, too",
                "PagerDuty",
                () -> receivers.actions(uid).equals(List.of("trigger", "resolve")),
                () -> "" + receivers.actions(uid));
    }

    private void nothingToReturnTo() throws Exception {
        terminal.title("7  An incident of a gateway that has no good revision: the flag goes off");
        applied("examples/demo/assistant.yaml");
        expect(
                "its only revision serves, and is not Good",
                "the rollout",
                () -> model(ASSISTANT) != null
                        && model(ASSISTANT).getStatus() != null
                        && model(ASSISTANT).getStatus().servingRevision != null
                        && model(ASSISTANT).getStatus().lastGoodRevision == null,
                () -> String.valueOf(model(ASSISTANT)));
        String before = flags();
        String incident = "assistant-leak";
        try (Timeline timeline = new Timeline(terminal, cluster.client(), Demo.NAMESPACE, incident)) {
            accepted(read("demo/assistant-incident.yaml"));
            await("the flag", () -> phase(incident) == Phase.Mitigated && timeline.hasTold(incident(incident)));
        }
        terminal.line("");
        AIIncident done = incident(incident);
        check("the incident is Mitigated", phase(incident) == Phase.Mitigated, () -> String.valueOf(phase(incident)));
        if (done.getStatus() != null && !done.getStatus().flags.isEmpty()) {
            terminal.labelled(
                    "  before  ", Colour.DIM, oneLine(done.getStatus().flags.get(0).before), Colour.PLAIN);
            terminal.labelled(
                    "  after   ", Colour.DIM, oneLine(done.getStatus().flags.get(0).after), Colour.PLAIN);
        }
        String after = flags();
        check(
                "the flag is off for everybody, admins included",
                after.contains("\"targeting\": {}") || after.contains("\"targeting\":{}"),
                () -> after);
        check(
                "the other flags are untouched, to the byte",
                withoutAssistant(before).equals(withoutAssistant(after)),
                () -> after);
    }

    private static String bad() {
        return changed(BAD, "version: \"8\"")
                .replace("    Name only machines and steps from the list that comes with the quote.\n", "")
                .replace("If you do not know, say so.", "Be creative, and sound sure of it.");
    }

    private static boolean recordsAreDone(AIIncident incident) {
        return incident.getStatus().steps.stream()
                        .filter(s -> s.type == StepType.FailRun || s.type == StepType.FinishRollback)
                        .filter(s -> s.state == StepState.Done)
                        .count()
                == 2;
    }

    private String prompts(String key) {
        return configMap("pricing-prompts").getData().get(key);
    }

    private String flags() {
        return configMap("feature-flags").getData().get("flags.json");
    }

    private static String withoutAssistant(String flags) {
        int from = flags.indexOf("\"admin_pricing_revision_assistant\"");
        int to = flags.indexOf("\"new_checkout\"");
        return flags.substring(0, from) + flags.substring(to);
    }

    private boolean answersAre(String expected) {
        return gateway.ask().strip().equals(expected);
    }

    private void answers() {
        terminal.labelled("  a user asks    ", Colour.DIM, gateway.ask().strip(), Colour.PLAIN);
    }
}
