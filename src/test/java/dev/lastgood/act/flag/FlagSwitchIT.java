package dev.lastgood.act.flag;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.api.ConfigMapKeyRef;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.Flag;
import dev.lastgood.api.model.FlagFormat;
import dev.lastgood.decide.workload.ConfigContent;
import dev.lastgood.kube.AuditLog;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealApiServer
class FlagSwitchIT {

    private static final String KEY = "flags.json";

    private static final String DOCUMENT =
            """
            {"flags" : {
              "assistant": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on"},
              "other": {"state": "ENABLED", "variants": {"a": 1.0}, "defaultVariant": "a"}
            }}
            """;

    private static final String OFF = DOCUMENT.replace("\"defaultVariant\": \"on\"", "\"defaultVariant\": \"off\"");

    private final ControlPlane plane = ControlPlane.shared();
    private final List<KubernetesClient> opened = new ArrayList<>();
    private String namespace;

    @BeforeEach
    void makeNamespace() {
        namespace = plane.newNamespace("flags");
    }

    @AfterEach
    void closeClients() {
        opened.forEach(KubernetesClient::close);
    }

    @Test
    void oneReadAndOneWriteOfOneKeyAndNothingElse() {
        create(DOCUMENT);
        AuditLog audit = plane.audit().fromNow();

        SwitchOutcome outcome = switchOff(plane.client(), "assistant");

        assertThat(outcome.off()).isTrue();
        assertThat(outcome.reason()).isEqualTo(Reason.FlagOff);
        assertThat(outcome.message()).contains("\"assistant\"", "\"flags.json\"", "\"feature-flags\"");
        assertThat(outcome.before()).contains("\"defaultVariant\":\"on\"").doesNotContain("other");
        assertThat(outcome.after()).contains("\"defaultVariant\":\"off\"");
        ConfigMap stored = stored();
        assertThat(stored.getData()).isEqualTo(Map.of(KEY, OFF, "other.json", "{ }"));
        assertThat(stored.getMetadata().getManagedFields())
                .extracting(ManagedFieldsEntry::getManager)
                .contains(ApiPatcher.FIELD_MANAGER);
        // The last one is this test's own read.
        eventually("audited", () -> assertThat(verbs(audit)).containsExactly("get", "patch", "get"));
    }

    @Test
    void aFlagThatIsOffAlreadyIsNotWritten() {
        create(OFF);
        String version = stored().getMetadata().getResourceVersion();

        SwitchOutcome outcome = switchOff(plane.client(), "assistant");

        assertThat(outcome.off()).isTrue();
        assertThat(outcome.reason()).isEqualTo(Reason.FlagAlreadyOff);
        assertThat(stored().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    @Test
    void lookingWritesNothingAndTellsWhatWouldBe() {
        create(DOCUMENT);
        AuditLog audit = plane.audit().fromNow();

        SwitchOutcome outcome =
                new FlagSwitch(plane.client()).look(namespace, flag(KEY, FlagFormat.Flagd, "assistant"));

        assertThat(outcome.off()).isFalse();
        assertThat(outcome.reason()).isEqualTo(Reason.FlagOff);
        assertThat(outcome.before()).contains("\"on\"");
        assertThat(stored().getData()).containsEntry(KEY, DOCUMENT);
        eventually("audited", () -> assertThat(verbs(audit)).containsExactly("get", "get"));
    }

    @Test
    void whatSomebodyElseWritesInBetweenSurvives() {
        create(DOCUMENT);
        String theirs = DOCUMENT.replace("1.0", "2.50");
        KubernetesClient raced = racing(1, attempt -> write(theirs));

        SwitchOutcome outcome = switchOff(raced, "assistant");

        assertThat(outcome.reason()).isEqualTo(Reason.FlagOff);
        assertThat(stored().getData()).containsEntry(KEY, OFF.replace("1.0", "2.50"));
    }

    @Test
    void aChangeOfAnotherKeyInBetweenCostsASecondAttemptAndSurvives() {
        create(DOCUMENT);
        KubernetesClient raced = racing(1, attempt -> plane.client()
                .configMaps()
                .inNamespace(namespace)
                .withName("feature-flags")
                .edit(map ->
                        new ConfigMapBuilder(map).addToData("other.json", "[]").build()));
        AuditLog audit = plane.audit().fromNow();

        assertThat(switchOff(raced, "assistant").reason()).isEqualTo(Reason.FlagOff);
        assertThat(stored().getData()).isEqualTo(Map.of(KEY, OFF, "other.json", "[]"));
        eventually("audited", () -> assertThat(ourPatches(audit)).containsExactly(409, 200));
    }

    @Test
    void anEndlessRaceEndsAfterThreeAttempts() {
        create(DOCUMENT);
        AtomicInteger attempts = new AtomicInteger();
        AuditLog audit = plane.audit().fromNow();
        KubernetesClient raced = racing(Integer.MAX_VALUE, attempt -> {
            attempts.incrementAndGet();
            write(DOCUMENT.replace("1.0", "1." + attempt));
        });

        SwitchOutcome outcome = switchOff(raced, "assistant");

        assertThat(outcome.off()).isFalse();
        assertThat(outcome.reason()).isEqualTo(Reason.ChangedMeanwhile);
        assertThat(attempts).hasValue(3);
        eventually("audited", () -> assertThat(ourPatches(audit)).containsExactly(409, 409, 409));
    }

    @Test
    void aWriteWhoseAnswerWasLostIsStillOurs() {
        create(DOCUMENT);
        KubernetesClient raced = racing(1, attempt -> write(OFF));

        SwitchOutcome outcome = switchOff(raced, "assistant");

        assertThat(outcome.reason()).isEqualTo(Reason.FlagOff);
        assertThat(outcome.before()).contains("\"defaultVariant\":\"on\"");
    }

    @Test
    void aPlainFlagKeepsItsLineEnd() {
        create("true\n");

        SwitchOutcome outcome =
                new FlagSwitch(plane.client()).switchOff(namespace, flag(KEY, FlagFormat.Plain, "assistant"));

        assertThat(outcome.reason()).isEqualTo(Reason.FlagOff);
        assertThat(stored().getData()).containsEntry(KEY, "false\n");
    }

    @Test
    void aFlagIsPutBackByteForByteOnlyWhereNobodyChangedIt() {
        String yaml =
                """
                # of the pricing team
                assistant:
                  variations: {on: true, off: false}
                  targeting: # beta
                    - query: beta eq true
                      variation: on
                  defaultRule:
                    variation: on   # for all
                other: {variations: {a: 1}, defaultRule: {variation: a}}
                """;
        create(yaml);
        FlagSwitch by = new FlagSwitch(plane.client());
        Flag flag = flag(KEY, FlagFormat.GoFeatureFlag, "assistant");
        SwitchOutcome off = by.switchOff(namespace, flag);
        assertThat(off.content()).isEqualTo(ConfigContent.digest(stored()));
        String switched = stored().getData().get(KEY);
        assertThat(switched).contains("# of the pricing team", "variation: \"off\"   # for all");

        for (int again = 0; again < 2; again++) {
            SwitchOutcome back = by.restore(namespace, flag, off.before(), off.after());
            assertThat(back.reason()).as(back.message()).isEqualTo(Reason.FlagRestored);
            assertThat(stored().getData()).containsEntry(KEY, yaml);
        }

        write(switched.replace("off: false", "off: true"));
        SwitchOutcome refused = by.restore(namespace, flag, off.before(), off.after());
        assertThat(refused.reason()).isEqualTo(Reason.FlagChangedMeanwhile);
        assertThat(refused.message()).contains("\"assistant\"", "\"feature-flags\"");
        assertThat(stored().getData().get(KEY)).contains("off: true");
    }

    @Test
    void aFlagOfWhichOnlyTheDigestWasKeptCannotBePutBack() {
        create(DOCUMENT.replace(
                "\"variants\": {\"on\"", "\"note\": \"" + "x".repeat(9000) + "\", \"variants\": {\"on\""));
        FlagSwitch by = new FlagSwitch(plane.client());
        Flag flag = flag(KEY, FlagFormat.Flagd, "assistant");
        SwitchOutcome off = by.switchOff(namespace, flag);
        assertThat(off.before()).startsWith("sha256:");
        String switched = stored().getData().get(KEY);

        assertThat(by.restore(namespace, flag, off.before(), off.after()).reason())
                .isEqualTo(Reason.FlagNotRestorable);
        assertThat(stored().getData()).containsEntry(KEY, switched);
    }

    @Test
    void aConfigMapThatIsMissingIsNamed() {
        SwitchOutcome outcome = switchOff(plane.client(), "assistant");

        assertThat(outcome.reason()).isEqualTo(Reason.FlagConfigMapMissing);
        assertThat(outcome.message()).contains("\"feature-flags\"", namespace);
    }

    @Test
    void aMissingKeyIsNotCreatedAndTheOthersAreNamed() {
        create(DOCUMENT);

        SwitchOutcome outcome =
                new FlagSwitch(plane.client()).switchOff(namespace, flag("flag.json", FlagFormat.Flagd, "assistant"));

        assertThat(outcome.reason()).isEqualTo(Reason.FlagKeyMissing);
        assertThat(outcome.message()).contains("\"flag.json\"", "\"flags.json\", \"other.json\"");
        assertThat(stored().getData()).containsOnlyKeys(KEY, "other.json");
    }

    @Test
    void aBinaryKeyHoldsNoDocument() {
        plane.client()
                .configMaps()
                .inNamespace(namespace)
                .resource(map().addToBinaryData(KEY, "AAEC").build())
                .create();

        SwitchOutcome outcome = switchOff(plane.client(), "assistant");

        assertThat(outcome.reason()).isEqualTo(Reason.FlagDocumentInvalid);
        assertThat(outcome.message()).contains("binaryData");
    }

    @Test
    void aProblemOfTheDocumentSaysWhereTheDocumentIs() {
        create(DOCUMENT);

        SwitchOutcome missing = switchOff(plane.client(), "helper");

        assertThat(missing.reason()).isEqualTo(Reason.FlagNotFound);
        assertThat(missing.message()).contains("\"feature-flags\"", "\"helper\"", "\"assistant\", \"other\"");
        assertThat(stored().getData()).containsEntry(KEY, DOCUMENT);
    }

    @Test
    void anImmutableConfigMapCannotBeSwitchedUnlessTheFlagIsOff() {
        plane.client()
                .configMaps()
                .inNamespace(namespace)
                .resource(map().addToData(KEY, DOCUMENT)
                        .addToData("off.json", OFF)
                        .withImmutable(true)
                        .build())
                .create();

        assertThat(switchOff(plane.client(), "assistant").reason()).isEqualTo(Reason.ConfigMapImmutable);
        assertThat(new FlagSwitch(plane.client())
                        .switchOff(namespace, flag("off.json", FlagFormat.Flagd, "assistant"))
                        .reason())
                .isEqualTo(Reason.FlagAlreadyOff);
    }

    @Test
    void aForbiddenReadAndAForbiddenWriteAreToldInTheServersWords() {
        create(DOCUMENT);
        KubernetesClient nobody = opened(plane.login("nobody").client());

        SwitchOutcome unread = switchOff(nobody, "assistant");
        assertThat(unread.reason()).isEqualTo(Reason.ApiServerRefused);
        assertThat(unread.message()).contains("cannot get resource \"configmaps\"");

        allowReading("nobody");
        eventually("reading is allowed", () -> {
            SwitchOutcome unwritten = switchOff(nobody, "assistant");
            assertThat(unwritten.reason()).isEqualTo(Reason.RefusedByAdmission);
            assertThat(unwritten.message()).contains("cannot patch resource \"configmaps\"");
        });
        assertThat(stored().getData()).containsEntry(KEY, DOCUMENT);
    }

    @Test
    void aServerThatIsAwayIsNoOutcomeButToBeRepeated() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        var config = new ConfigBuilder(plane.login("admin").config())
                .withMasterUrl("https://127.0.0.1:" + free + "/")
                .withRequestRetryBackoffLimit(0)
                .build();
        KubernetesClient away =
                opened(new KubernetesClientBuilder().withConfig(config).build());

        assertThatThrownBy(() -> switchOff(away, "assistant")).isInstanceOf(KubernetesClientException.class);
        assertThatThrownBy(() -> new ApiPatcher(away)
                        .patch(ConfigMap.class, namespace, "feature-flags", new JsonPatch().remove("/data")))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("got no answer")
                .extracting("code")
                .isEqualTo(-1);
    }

    @Test
    void theServerTellsAnOutdatedPatchFromAnInvalidOne() {
        create(DOCUMENT);
        String at = JsonPatch.pointer("data", KEY);

        KubernetesClientException failedTest =
                refusal(new JsonPatch().test(at, TextNode.valueOf("else")).remove(at));
        assertThat(failedTest.getCode()).isEqualTo(422);
        assertThat(ApiRefusal.of(failedTest).isOutdated()).isTrue();

        KubernetesClientException noSuchPath = refusal(new JsonPatch().remove("/data/nothing"));
        assertThat(noSuchPath.getCode()).isEqualTo(422);
        assertThat(ApiRefusal.of(noSuchPath).isOutdated()).isTrue();

        KubernetesClientException stale =
                refusal(new JsonPatch().replace("/metadata/resourceVersion", TextNode.valueOf("1")));
        assertThat(stale.getCode()).isEqualTo(409);
        assertThat(ApiRefusal.of(stale).isOutdated()).isTrue();

        KubernetesClientException invalid =
                refusal(new JsonPatch().add(JsonPatch.pointer("data", "not/a/key"), TextNode.valueOf("x")));
        assertThat(invalid.getCode()).isEqualTo(422);
        assertThat(ApiRefusal.of(invalid).isOutdated()).isFalse();

        KubernetesClientException missing =
                catchThrowableOfType(KubernetesClientException.class, () -> new ApiPatcher(plane.client())
                        .patch(ConfigMap.class, namespace, "nothing", new JsonPatch().remove("/data")));
        assertThat(missing.getCode()).isEqualTo(404);
        assertThat(missing).hasMessageContaining("\"nothing\" not found");
    }

    @Test
    void aDryRunChangesNothingAndShowsWhatWouldBe() {
        create(DOCUMENT);
        JsonPatch patch = new JsonPatch()
                .add("/metadata/annotations", JsonNodeFactory.instance.objectNode())
                .add(JsonPatch.pointer("metadata", "annotations", "lastgood.dev/ignore"), TextNode.valueOf("true"))
                .add("/immutable", BooleanNode.TRUE);

        ConfigMap would = new ApiPatcher(plane.client()).dryRun(ConfigMap.class, namespace, "feature-flags", patch);

        assertThat(would.getMetadata().getAnnotations()).containsEntry("lastgood.dev/ignore", "true");
        assertThat(would.getImmutable()).isTrue();
        assertThat(stored().getImmutable()).isNull();
        assertThat(stored().getMetadata().getAnnotations()).isNullOrEmpty();
    }

    private KubernetesClientException refusal(JsonPatch patch) {
        return catchThrowableOfType(KubernetesClientException.class, () -> new ApiPatcher(plane.client())
                .patch(ConfigMap.class, namespace, "feature-flags", patch));
    }

    private SwitchOutcome switchOff(KubernetesClient client, String flag) {
        return new FlagSwitch(client).switchOff(namespace, flag(KEY, FlagFormat.Flagd, flag));
    }

    static Flag flag(String key, FlagFormat format, String name) {
        Flag flag = new Flag();
        flag.name = name;
        flag.format = format;
        flag.configMapRef = new ConfigMapKeyRef();
        flag.configMapRef.name = "feature-flags";
        flag.configMapRef.key = key;
        return flag;
    }

    private ConfigMapBuilder map() {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("feature-flags")
                .endMetadata();
    }

    private void create(String document) {
        plane.client()
                .configMaps()
                .inNamespace(namespace)
                .resource(map().addToData(KEY, document)
                        .addToData("other.json", "{ }")
                        .build())
                .create();
    }

    private void write(String document) {
        plane.client()
                .configMaps()
                .inNamespace(namespace)
                .withName("feature-flags")
                .edit(map -> new ConfigMapBuilder(map).addToData(KEY, document).build());
    }

    private ConfigMap stored() {
        return plane.client()
                .configMaps()
                .inNamespace(namespace)
                .withName("feature-flags")
                .get();
    }

    /** What was asked about ConfigMaps in this namespace, but for the one that every namespace has. */
    private List<String> verbs(AuditLog audit) {
        return audit.entries().stream()
                .filter(entry -> entry.namespace().equals(namespace))
                .filter(entry -> entry.resource().equals("configmaps"))
                .filter(entry -> !entry.name().equals("kube-root-ca.crt"))
                .map(AuditLog.Entry::verb)
                .toList();
    }

    /** The codes with which the server answered Lastgood's own patches. */
    private List<Integer> ourPatches(AuditLog audit) {
        return audit.entries().stream()
                .filter(entry -> entry.namespace().equals(namespace))
                .filter(entry -> entry.uri().contains("fieldManager=" + ApiPatcher.FIELD_MANAGER))
                .map(AuditLog.Entry::code)
                .toList();
    }

    private void allowReading(String user) {
        plane.client()
                .rbac()
                .roles()
                .inNamespace(namespace)
                .resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .endMetadata()
                        .withRules(new PolicyRuleBuilder()
                                .withApiGroups("")
                                .withResources("configmaps")
                                .withVerbs("get")
                                .build())
                        .build())
                .create();
        plane.client()
                .rbac()
                .roleBindings()
                .inNamespace(namespace)
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "reader")
                        .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                        .build())
                .create();
    }

    private KubernetesClient opened(KubernetesClient client) {
        opened.add(client);
        return client;
    }

    /** Somebody who acts between our read and our write. */
    private interface Rival {
        void act(int attempt);
    }

    private KubernetesClient racing(int times, Rival rival) {
        AtomicInteger patches = new AtomicInteger();
        Interceptor before = new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                if (request.method().equals("PATCH") && patches.incrementAndGet() <= times) {
                    rival.act(patches.get());
                }
            }
        };
        return opened(new KubernetesClientBuilder()
                .withConfig(plane.login("admin").config())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("rival", before))
                .build());
    }
}
