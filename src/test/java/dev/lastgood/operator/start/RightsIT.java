package dev.lastgood.operator.start;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.install.Chart;
import dev.lastgood.kube.AuditLog.Entry;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.KubeSearch;
import dev.lastgood.kube.KubeUnavailable;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.Login;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.kube.TheirCrds;
import dev.lastgood.notify.Receivers;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.job.RunStage;
import dev.lastgood.operator.rest.RestCaller;
import dev.lastgood.suite.Belongings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operator with exactly the chart's rights, and the examples: the API server's own audit log says that nothing was
 * refused, and that each right was used.
 */
@RealApiServer
class RightsIT {

    /** Not used by the examples, and why it is there all the same. */
    private static final Map<String, String> SELDOM = Map.of(
            "bypass quarantines.lastgood.dev", "no request: the admission policies ask for it at each write",
            "patch quarantines.lastgood.dev", "another incident answers for a revision, or one half of it is fixed",
            "delete controllerrevisions.apps", "forgets a revision beyond revisionHistoryLimit",
            "delete configmaps", "takes back a ConfigMap that a rollback had created, where the next one is refused",
            "get jobs.batch", "read where a Job of that name is there already: a crash between making and recording",
            "update leases.coordination.k8s.io", "the framework asks for it before it elects, and patches");

    @AutoClose
    private static final Belongings BELONGINGS = new Belongings();

    private static ControlPlane plane;
    private static Kubelet kubelet;
    private static Receivers receivers;

    @BeforeAll
    static void start() throws KubeUnavailable, IOException {
        plane = BELONGINGS.own(ControlPlane.start(KubeSearch.find(true)));
        kubelet = BELONGINGS.own(Kubelet.start(plane));
        receivers = BELONGINGS.own(new Receivers());
        TheirCrds.install(plane);
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        eventually("our kinds are served", () -> assertThat(
                        plane.kubectl().run("get", "mdl,aii", "-A").exit())
                .isZero());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theExamplesNeedAllOfItAndNoMore(boolean namespaced) {
        String home = plane.newNamespace("operator");
        Stage first = new Stage(plane, plane.newNamespace("first"));
        Stage second = new Stage(plane, plane.newNamespace("second"));
        Stage foreign = new Stage(plane, plane.newNamespace("foreign"));
        Login login = plane.serviceAccount(home, "lastgood");
        String watched = namespaced ? first.namespace() + "," + second.namespace() : "";
        List<HasMetadata> rights = Chart.rights(
                "lastgood",
                home,
                "watch: {namespaces: [%s]}\nrbac: {secrets: [{namespace: %s, name: model-notifications}]}\n"
                        .formatted(watched, first.namespace()));
        rights.forEach(right -> plane.client().resource(right).serverSideApply());
        var audit = plane.audit().fromNow();

        Map<String, String> settings = new TreeMap<>(Map.of(
                "QUARKUS_PROFILE",
                "prod",
                "HOSTNAME",
                "lastgood-0",
                "LASTGOOD_OPERATOR_NAMESPACE",
                home,
                "LASTGOOD_QUARANTINE_CHECK",
                "1s",
                "LASTGOOD_ROLLBACK_CHECK",
                "2s",
                "LASTGOOD_NOTIFY_PAGERDUTY_URL",
                receivers.url(),
                "LASTGOOD_NOTIFY_SLACK_URL",
                receivers.url()));
        if (namespaced) {
            settings.put("LASTGOOD_NAMESPACES", watched);
        }
        try (OperatorProcess operator = OperatorProcess.start(login, settings)) {
            assertThat(operator.log()).doesNotContain("without the right");
            foreign.apply(example("gateway.yaml")).apply(example("modeldeployment.yaml"));
            rollback(first);
            jobs(first);
            rest(first, operator);
            withoutALastGood(second);
            statefulSet(second);
            others(second);
            assertThat(operator.terminate()).isIn(0, 143);
        }
        // Else the next one would wait until it runs out.
        plane.client().leases().inNamespace(home).delete();

        List<Entry> asked = audit.entries().stream()
                .filter(entry -> entry.user().equals(login.user()))
                .toList();
        assertThat(asked.stream().filter(e -> e.code() == 403 && !e.uri().contains("dryRun=All")))
                .as("refused")
                .isEmpty();
        assertThat(asked.stream()
                        .filter(e -> e.resource().equals("secrets"))
                        .map(e -> e.verb() + " " + e.namespace() + "/" + e.name())
                        .distinct())
                .containsExactly("get " + first.namespace() + "/model-notifications");
        if (namespaced) {
            assertThat(asked.stream().filter(e -> e.namespace().equals(foreign.namespace())))
                    .isEmpty();
            assertThat(asked.stream()
                            .filter(e ->
                                    e.namespace().isEmpty() && !e.resource().isEmpty())
                            .map(RightsIT::told)
                            .distinct())
                    .allMatch(told -> told.contains("reviews")
                            || told.equals("list leases.coordination.k8s.io")
                            || told.equals("get customresourcedefinitions.apiextensions.k8s.io"));
        }
        Set<String> used =
                asked.stream().filter(e -> e.code() < 300).map(RightsIT::told).collect(Collectors.toSet());
        Set<String> unused = granted(rights);
        unused.removeAll(used);
        assertThat(unused).as("granted and never used").isSubsetOf(SELDOM.keySet());
    }

    /** A rollback of template and configuration, told to people, kept out, and let in again. */
    private static void rollback(Stage stage) {
        QuarantinePolicy.cover(plane, stage.namespace());
        stage.apply(example("gateway.yaml"));
        Stream.of("modeldeployment.yaml", "notifications.yaml", "flags-and-route.yaml", "rest-access.yaml")
                .forEach(file -> merged(stage, file));
        stage.awaitGood("1.4.2");
        stage.apply(example("gateway.yaml")
                        .replace("Name only machines", "Name also machines")
                        .replace("gateway:1.4.2", "gateway:1.4.3"))
                .awaitServing("1.4.3");
        eventually("the rollback is rehearsed", () -> assertThat(
                        Stage.condition(stage.model().getStatus().conditions, "RollbackPossible"))
                .startsWith("True/"));

        stage.apply(example("incident.yaml"));

        String uid = stage.awaitPhase("pricing-hallucination", Phase.Mitigated)
                .getMetadata()
                .getUid();
        assertThat(stage.image()).endsWith(":1.4.2");
        eventually("it is told", () -> {
            assertThat(receivers.actions(uid)).containsExactly("trigger");
            assertThat(receivers.messages(uid)).hasSize(1);
        });
        eventually("it is seen that the bad one is kept out", () -> assertThat(
                        Stage.condition(stage.model().getStatus().conditions, "Quarantined"))
                .startsWith("True/"));
        eventually("it is kept out", () -> assertThat(stage.tryApply(example("gateway.yaml")
                                .replace("Name only machines", "Name also machines")
                                .replace("gateway:1.4.2", "gateway:1.4.3"))
                        .exit())
                .isNotZero());
        stage.kubectl(
                "patch",
                "aii",
                "pricing-hallucination",
                "--type=merge",
                "-p",
                "{\"spec\":{\"resolution\":{\"kind\":\"FalseAlarm\",\"rootCause\":\"it was none\"}}}");
        stage.awaitPhase("pricing-hallucination", Phase.Closed);
        eventually("nothing keeps it out", () -> assertThat(stage.kubectl("get", "quarantines", "-o", "name"))
                .isEmpty());
    }

    private static void jobs(Stage stage) {
        merged(stage, "retrain.yaml");
        new RunStage(stage, kubelet).awaitJob(RunAction.Retrain);
    }

    private static void rest(Stage stage, OperatorProcess operator) {
        RestCaller caller = new RestCaller(operator::url, plane.token(stage.namespace(), "lastgood-caller"));
        assertThat(caller.get("/ai/models/pricing?namespace=" + stage.namespace())
                        .status())
                .isEqualTo(200);
        for (String status : List.of("firing", "resolved")) {
            RestCaller.Answer answer = caller.post(
                    "/webhooks/alertmanager",
                    """
                    {"version": "4", "groupKey": "g", "status": "%1$s", "receiver": "lastgood", "truncatedAlerts": 0,
                     "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://am.test",
                     "alerts": [{"status": "%1$s", "labels": {"alertname": "Bias", "namespace": "%2$s",
                       "lastgood_model": "pricing", "lastgood_trigger": "BiasDrift"}, "annotations": {},
                       "startsAt": "2026-11-24T00:00:00Z", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "",
                       "fingerprint": "f1"}]}
                    """
                            .formatted(status, stage.namespace()));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        }
    }

    /** Flags of three kinds and, where one cannot be switched, the route. */
    private static void withoutALastGood(Stage stage) {
        stage.apply(example("gateway.yaml"));
        merged(stage, "flags-and-route.yaml");
        stage.kubectl("delete", "configmap", "relay-proxy-flags");
        stage.apply(example("incident.yaml"));
        eventually("what cannot be rolled back is switched", () -> {
            assertThat(stage.kubectl("get", "featureflag", "pricing", "-o", "yaml"))
                    .contains("defaultVariant: \"off\"");
            assertThat(stage.kubectl("get", "httproute", "pricing", "-o", "yaml"))
                    .contains("pricing-rules");
        });
    }

    private static void statefulSet(Stage stage) {
        stage.apply(example("statefulset-gateway.yaml"));
        eventually("it is Good", () -> assertThat(
                        stage.kubectl("get", "mdl", "offer-ranking", "-o", "jsonpath={.status.revisions[*].state}"))
                .contains("Good"));
        stage.kubectl("set", "image", "statefulset/ranking-gateway", "gateway=example.test/gateway:crash-2.4");
        eventually("it is in the way", () -> assertThat(
                        stage.kubectl("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].image}"))
                .contains("crash-2.4"));
        // The rollback makes it again.
        stage.kubectl("delete", "configmap", "ranking-prompts");
        stage.apply(example("incident.yaml")
                .replace("name: pricing-hallucination", "name: wrong-ranking")
                .replace("name: pricing", "name: offer-ranking"));
        stage.awaitPhase("wrong-ranking", Phase.Mitigated);
        stage.kubectl("delete", "quarantines", "--all");
        eventually("the revision is released", () -> assertThat(
                        stage.kubectl("get", "mdl", "offer-ranking", "-o", "jsonpath={.status.revisions[*].state}"))
                .doesNotContain("Quarantined"));
    }

    /** The rest is taken up without a refusal. */
    private static void others(Stage stage) {
        for (String file : List.of(
                "modeldeployment.yaml",
                "probes.yaml",
                "bias-review.yaml",
                "game-day.yaml",
                "incident-to-approve.yaml",
                "incident-to-version.yaml")) {
            merged(stage, file);
        }
        for (String incident : List.of("drift-in-discounts", "pricing-game-day", "pricing-two-answers")) {
            stage.awaitIncident(incident, "is taken up", i -> assertThat(i.getStatus().phase)
                    .isNotNull());
        }
    }

    /** Each file with a field manager of its own, so that what they say of one model comes together. */
    private static void merged(Stage stage, String file) {
        stage.apply(
                example(file), "--server-side", "--force-conflicts", "--field-manager=" + file.replace(".yaml", ""));
    }

    private static String example(String file) {
        try {
            return Files.readString(Path.of("examples", file))
                    .replace("pricing-rationale", "pricing")
                    .replace("soak: 10m", "soak: 1s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String told(Entry entry) {
        return told(
                entry.verb(),
                entry.subresource().isEmpty() ? entry.resource() : entry.resource() + "/" + entry.subresource(),
                entry.group());
    }

    private static String told(String verb, String resource, String group) {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
    }

    private static Set<String> granted(List<HasMetadata> rights) {
        return rights.stream()
                .flatMap(right -> right instanceof Role role
                        ? role.getRules().stream()
                        : right instanceof ClusterRole role ? role.getRules().stream() : Stream.<PolicyRule>empty())
                .flatMap(rule -> rule.getApiGroups().stream().flatMap(group -> rule.getResources().stream()
                        .flatMap(resource -> rule.getVerbs().stream().map(verb -> told(verb, resource, group)))))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
