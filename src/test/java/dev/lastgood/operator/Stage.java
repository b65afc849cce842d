package dev.lastgood.operator;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubectl;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One namespace, played as a platform team would: everything goes in by kubectl. */
public final class Stage {

    public static final String GATEWAY = "model-gateway";
    public static final String MODEL = "pricing";

    private final ControlPlane plane;
    private final String namespace;

    public Stage(ControlPlane plane, String namespace) {
        this.plane = plane;
        this.namespace = namespace;
    }

    public String namespace() {
        return namespace;
    }

    public ControlPlane plane() {
        return plane;
    }

    /** Applies with kubectl, which must succeed. */
    public Stage apply(String yaml, String... extraArgs) {
        Kubectl.Result result = tryApply(yaml, extraArgs);
        assertThat(result.exit()).as(result.err()).isZero();
        return this;
    }

    public Kubectl.Result tryApply(String yaml, String... extraArgs) {
        return plane.kubectl().apply(namespace, yaml, extraArgs);
    }

    /** kubectl in this namespace, which must succeed; returns what it printed. */
    public String kubectl(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "-n";
        all[1] = namespace;
        System.arraycopy(args, 0, all, 2, args.length);
        Kubectl.Result result = plane.kubectl().run(all);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }

    /** The gateway's Deployment with this image tag, two replicas. */
    public static String gateway(String version) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: model-gateway}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: model-gateway}}
                  template:
                    metadata: {labels: {app: model-gateway}}
                    spec:
                      containers:
                      - name: gateway
                        image: example.test/gateway:%s
                        env: [{name: MODEL_VERSION, value: "%s"}]
                """
                .formatted(version, version);
    }

    /** A ModelDeployment on the gateway with a soak of one second; {@code moreSpec} is YAML below spec. */
    public static String model(String moreSpec) {
        return """
                apiVersion: lastgood.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: pricing}
                spec:
                  gateway: {workloadRef: {name: model-gateway}}
                  goodness: {soak: 1s}
                """
                + moreSpec.indent(2);
    }

    /** An incident on that model; {@code moreSpec} is YAML below spec. */
    public static String incident(String name, String moreSpec) {
        return """
                apiVersion: lastgood.dev/v1alpha1
                kind: AIIncident
                metadata: {name: %s}
                spec:
                  modelRef: {name: pricing}
                  trigger: Hallucination
                  summary: Quotes contain steps that no machine has
                """
                        .formatted(name)
                + moreSpec.indent(2);
    }

    /** The usual beginning: {@code good} has earned Good, then {@code bad} was rolled out and serves. */
    public Stage goodThenBad(String good, String bad) {
        apply(gateway(good) + "---\n" + model("")).awaitGood(good);
        return apply(gateway(bad)).awaitServing(bad);
    }

    public Stage awaitGood(String version) {
        eventually(version + " is Good", () -> assertThat(revision(version).map(r -> r.state))
                .contains(RevisionState.Good));
        return this;
    }

    public Stage awaitServing(String version) {
        eventually(version + " serves", () -> assertThat(revision(version).map(r -> r.name))
                .contains(String.valueOf(model().getStatus().servingRevision)));
        return this;
    }

    /** Waits until a revision that no pod of gets ready is recorded, and is being rolled out. */
    public Stage awaitRollout(String version) {
        awaitModel(version + " is being rolled out", model -> {
            assertThat(revision(version)).isPresent();
            assertThat(condition(model.getStatus().conditions, "RolloutComplete"))
                    .isEqualTo("False/RolloutInProgress");
        });
        return this;
    }

    /** Waits until the revision that serves is Good, and returns its name. */
    public String awaitServingGood() {
        awaitModel("what serves is Good", model -> assertThat(model.getStatus().revisions)
                .anyMatch(revision -> revision.name.equals(model.getStatus().servingRevision)
                        && revision.state == RevisionState.Good));
        return model().getStatus().servingRevision;
    }

    /** Waits until another revision serves and is rolled out, and returns its name. */
    public String awaitServingInsteadOf(String revision) {
        awaitModel("another revision than " + revision + " serves", model -> {
            assertThat(model.getStatus().servingRevision).isNotEqualTo(revision);
            assertThat(condition(model.getStatus().conditions, "RolloutComplete"))
                    .isEqualTo("True/RolloutComplete");
        });
        return model().getStatus().servingRevision;
    }

    public AIIncident awaitPhase(String incident, Phase phase) {
        eventually(incident + " is " + phase, () -> {
            AIIncident now = incident(incident);
            assertThat(now.getStatus()).isNotNull();
            assertThat(now.getStatus().phase).as(summary(now)).isEqualTo(phase);
        });
        return incident(incident);
    }

    /** Steps and conditions on a few lines, for failed assertions. */
    private static String summary(AIIncident incident) {
        StringBuilder text = new StringBuilder();
        incident.getStatus().steps.forEach(s -> text.append("\n  ")
                .append(s.id)
                .append(' ')
                .append(s.state)
                .append(' ')
                .append(s.reason)
                .append(": ")
                .append(s.message));
        incident.getStatus().conditions.forEach(c -> text.append("\n  ")
                .append(c.getType())
                .append('=')
                .append(c.getStatus())
                .append(' ')
                .append(c.getReason())
                .append(": ")
                .append(c.getMessage()));
        return text.toString();
    }

    public ModelDeployment model() {
        ModelDeployment model = plane.client()
                .resources(ModelDeployment.class)
                .inNamespace(namespace)
                .withName(MODEL)
                .get();
        assertThat(model).isNotNull();
        assertThat(model.getStatus()).isNotNull();
        return model;
    }

    public AIIncident incident(String name) {
        AIIncident incident = plane.client()
                .resources(AIIncident.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        assertThat(incident).isNotNull();
        return incident;
    }

    /** The step of an incident's first attempt. */
    public static Optional<Step> step(AIIncident incident, String name) {
        return incident.getStatus().steps.stream()
                .filter(s -> s.id.equals("1/" + name))
                .findFirst();
    }

    /** What is recorded of the revision of a version under this annotation; null if nothing is. */
    public String annotationOf(String version, String annotation) {
        return plane().client()
                .apps()
                .controllerRevisions()
                .inNamespace(namespace())
                .withName(revision(version).orElseThrow().name)
                .get()
                .getMetadata()
                .getAnnotations()
                .get(annotation);
    }

    /** The newest revision with a version, as the model's status shows it. */
    public Optional<RevisionSummary> revision(String version) {
        return model().getStatus().revisions.stream()
                .filter(r -> version.equals(r.version))
                .findFirst();
    }

    public Deployment deployment() {
        return plane.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(GATEWAY)
                .get();
    }

    /** Image of the gateway's first container. */
    public String image() {
        return deployment()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getImage();
    }

    /** Waits until an assertion on the model holds, and returns the model. */
    public ModelDeployment awaitModel(String description, Consumer<ModelDeployment> assertion) {
        eventually(description, () -> assertion.accept(model()));
        return model();
    }

    /** Waits until an assertion on an incident holds, and returns the incident. */
    public AIIncident awaitIncident(String name, String description, Consumer<AIIncident> assertion) {
        eventually(name + ": " + description, () -> {
            AIIncident now = incident(name);
            assertThat(now.getStatus()).isNotNull();
            assertion.accept(now);
        });
        return incident(name);
    }

    /** {@code <status>/<reason>} of a condition, {@code none} where it is not there. */
    public static String condition(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(c -> type.equals(c.getType()))
                .map(c -> c.getStatus() + "/" + c.getReason())
                .findFirst()
                .orElse("none");
    }

    /** {@code <state>/<reason>} of a step of the first attempt, {@code none} where it is not there. */
    public static String outcome(AIIncident incident, String step) {
        return step(incident, step).map(s -> s.state + "/" + s.reason).orElse("none");
    }

    /** The ConfigMap's data; it must be there. */
    public Map<String, String> data(String configMap) {
        return plane.client()
                .configMaps()
                .inNamespace(namespace)
                .withName(configMap)
                .get()
                .getData();
    }

    /** A ConfigMap with one key. */
    public static String configMap(String name, String key, String value) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s}
                data: {%s: "%s"}
                """
                .formatted(name, key, value);
    }

    /** {@link #gateway} with more YAML below its container. */
    public static String gateway(String version, String container) {
        return gateway(version) + container.indent(8);
    }
}
