package dev.lastgood.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.lastgood.api.Crds;
import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.model.Channel.Ability;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.Recipients;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.suite.Slow;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Slow
class ChartTest {

    private static final Path KUSTOMIZE = Path.of("kustomize/lastgood.yaml");

    @Test
    void helmFindsNothingToSayAgainstIt() {
        LintResult lint = new Helm(Chart.DIRECTORY).lint().strict().call();
        assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void eachSetOfValuesRenders(ValueSet set) {
        List<GenericKubernetesResource> objects = Chart.objects(Chart.rendered(set.yaml()));
        assertThat(objects.stream()
                        .map(object ->
                                object.getKind() + "/" + object.getMetadata().getNamespace() + "/"
                                        + object.getMetadata().getName()))
                .contains("Deployment/lastgood/lastgood", "Service/lastgood/lastgood")
                .doesNotHaveDuplicates();
    }

    /** What is wrong in the values, and what Helm says then. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            unknown key              | replica: 2                                            | additional properties 'replica' not allowed
            unknown key further down | watch: {namespace: ai}                                | at '/watch': additional properties 'namespace' not allowed
            unknown setting          | settings: {probes.prometheus: x}                      | at '/settings': additional properties 'probes.prometheus' not allowed
            setting with its own key | settings: {database.password: x}                      | additional properties 'database.password' not allowed
            text for a number        | replicas: two                                         | at '/replicas': got string, want integer
            text for a boolean       | crds: {install: "no"}                                 | at '/crds/install': got string, want boolean
            list for a text          | settings: {rest.audiences: [a]}                       | at '/settings/rest.audiences': got array, want
            negative replicas        | replicas: -1                                          | at '/replicas': minimum: got -1, want 0
            port out of range        | service: {port: 70000}                                | at '/service/port': maximum: got 70,000, want 65,535
            short digest             | image: {digest: "sha256:12"}                          | at '/image/digest': 'sha256:12' does not match pattern
            namespace in capitals    | watch: {namespaces: [AI]}                             | at '/watch/namespaces/0': 'AI' does not match pattern
            namespaces as a text     | watch: {namespaces: ai}                               | at '/watch/namespaces': got string, want array
            namespace twice          | watch: {namespaces: [a, a]}                           | items at 0 and 1 are equal
            owners of any kind       | rbac: {owners: [{apiGroup: "*", resources: [apps]}]}  | at '/rbac/owners/0/apiGroup': '*' does not match pattern
            Secret without namespace | rbac: {secrets: [{name: a}]}                          | missing property 'namespace'
            unknown notification     | notifications: [{name: a, type: Fax, secretRef: {name: s, key: k}}] | at '/notifications/0/type': value must be one of 'PagerDuty', 'Slack'
            Slack without a channel  | notifications: [{name: a, type: Slack, secretRef: {name: s, key: k}}] | at '/notifications/0': missing property 'channel'
            a page with a channel    | notifications: [{name: a, type: PagerDuty, channel: C0, secretRef: {name: s, key: k}}] | at '/notifications/0/channel': false schema
            a channel of two words   | notifications: [{name: a, type: Slack, channel: a b, secretRef: {name: s, key: k}}] | at '/notifications/0/channel': 'a b' does not match pattern
            an unsigned webhook      | notifications: [{name: a, type: Webhook, secretRef: {name: s, key: k}}] | at '/notifications/0': missing property 'signingSecretRef'
            a signed card            | notifications: [{name: a, type: MicrosoftTeams, secretRef: {name: s, key: k}, signingSecretRef: {name: s, key: k}}] | at '/notifications/0/signingSecretRef': false schema
            unknown trigger          | notifications: [{name: a, type: PagerDuty, triggers: [Rain], secretRef: {name: s, key: k}}] | at '/notifications/0/triggers/0': value must be one of
            nine notifications       | notifications: [{name: a, type: PagerDuty, secretRef: &s {name: s, key: k}}, {}, {}, {}, {}, {}, {}, {}, {}] | at '/notifications': maxItems: got 9, want 8
            no service account       | serviceAccount: {create: false}                       | serviceAccount.name is needed
            no database in the URL   | database: {url: "jdbc:postgresql://db:5432"}          | database.url names no host or no database: write jdbc:postgresql://host:5432/database
            nothing after the slash  | database: {url: "postgres://db:5432/?ssl=true"}       | database.url names no host or no database
            not Postgres             | database: {url: "jdbc:mysql://db/x"}                  | database.url is not the address of a Postgres database
            a login in the URL       | database: {url: "postgres://me:secret@db/x"}          | database.url holds a login
            migration likewise       | database: {migration: {url: "jdbc:postgresql://db"}}  | database.migration.url names no host
            login for no database    | database: {existingSecret: {name: db}}                | database.existingSecret has a login for which database?
            key of no Secret         | database: {existingSecret: {urlKey: url}}             | database.existingSecret.urlKey is a key of which Secret?
            two addresses            | database: {url: "postgres://db/x", existingSecret: {name: db, urlKey: url}} | are two addresses
            """)
    void wrongValuesAreRefused(String what, String values, String message) {
        assertThatThrownBy(() -> Chart.rendered(values)).message().containsIgnoringCase(message.strip());
    }

    @Test
    void aClusterWithoutThePolicyApiIsToldWhatToSet() {
        assertThatThrownBy(() -> new Helm(Chart.DIRECTORY)
                        .template()
                        .withKubeVersion("1.29.5")
                        .call())
                .hasMessageContaining("Kubernetes v1.29.5 has no ValidatingAdmissionPolicy")
                .hasMessageContaining("set quarantinePolicy.install=false");
        assertThat(new Helm(Chart.DIRECTORY)
                        .template()
                        .withKubeVersion("1.29.5")
                        .set("quarantinePolicy.install", false)
                        .call())
                .doesNotContain("ValidatingAdmissionPolicy");
    }

    @Test
    void thePolicyIsThePlainFile() throws IOException {
        String rendered = Chart.rendered("{}");
        for (String document : Files.readString(Path.of(QuarantinePolicy.FILE)).split("\n---\n")) {
            assertThat(rendered).contains(document.strip());
        }
    }

    /** {@code ./mvnw test -Dtest=ChartTest -Dchart.update} copies them anew. */
    @Test
    void itsCrdsAreTheCommittedOnes() throws IOException {
        Path copies = Chart.DIRECTORY.resolve("files/crds");
        if (update()) {
            for (var crd : files(Crds.COMMITTED).entrySet()) {
                Files.writeString(copies.resolve(crd.getKey()), crd.getValue());
            }
        }
        assertThat(files(copies)).isEqualTo(files(Crds.COMMITTED));
        String rendered = Chart.rendered("crds: {keep: false}");
        assertThat(files(Crds.COMMITTED).values())
                .allSatisfy(crd -> assertThat(rendered).contains(crd.strip()));
    }

    @Test
    void crdsAreKeptUnlessTheValuesSayOtherwise() {
        assertThat(Chart.objects(Chart.rendered("{}")))
                .filteredOn(object -> object.getKind().equals("CustomResourceDefinition"))
                .hasSize(3)
                .allSatisfy(crd -> assertThat(crd.getMetadata().getAnnotations())
                        .isEqualTo(Map.of("helm.sh/resource-policy", "keep")));
    }

    /** {@code ./mvnw test -Dtest=ChartTest -Dchart.update} writes it anew. */
    @Test
    void theKustomizeBaseIsTheChartWithItsDefaults() throws IOException {
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + Chart.NAMESPACE + "\n";
        String expected = namespace + Chart.rendered("crds: {keep: false}");
        if (update()) {
            Files.writeString(KUSTOMIZE, expected);
        }
        assertThat(Files.readString(KUSTOMIZE)).isEqualTo(expected);
    }

    /** Those that the chart sets itself have keys of their own. */
    @Test
    void theSchemaKnowsEverySettingThatIsDocumented() throws IOException {
        TreeSet<String> documented = new TreeSet<>();
        Matcher rows = Pattern.compile("(?m)^\\| `lastgood\\.([^`{]+)(?:\\{(.*)})?`")
                .matcher(Files.readString(Path.of("docs/settings.md")));
        while (rows.find()) {
            List<String> ends =
                    rows.group(2) == null ? List.of("") : List.of(rows.group(2).split(", *"));
            ends.forEach(end -> documented.add(rows.group(1) + end));
        }
        documented.removeAll(List.of(
                "namespaces",
                "operator-namespace",
                "rest.enabled",
                "database.url",
                "database.username",
                "database.password",
                "database.schema",
                "database.migration-url",
                "database.migration-username",
                "database.migration-password"));
        JsonNode schema = new ObjectMapper()
                .readTree(Chart.DIRECTORY.resolve("values.schema.json").toFile());
        List<String> known = new ArrayList<>();
        schema.at("/properties/settings/properties").fieldNames().forEachRemaining(known::add);
        assertThat(known).containsExactlyInAnyOrderElementsOf(documented);
    }

    /** A receiver that the API accepts and the chart refuses cannot be a default. */
    @Test
    void theSchemaKnowsEveryWayToNotify() throws IOException {
        JsonNode item = new ObjectMapper()
                .readTree(Chart.DIRECTORY.resolve("values.schema.json").toFile())
                .at("/properties/notifications/items/properties");
        assertThat(texts(item.at("/type/enum"))).containsExactlyElementsOf(names(NotificationType.values()));
        assertThat(texts(item.at("/triggers/items/enum"))).containsExactlyInAnyOrderElementsOf(names(Trigger.values()));
        assertThat(texts(item.at("/severities/items/enum"))).containsExactlyElementsOf(names(Severity.values()));
        List<String> fields = new ArrayList<>();
        item.fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Notification.class.getFields())
                        .map(Field::getName)
                        .toList());
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** With the fields that it needs, as docs/how-to.md shows them. */
    @ParameterizedTest
    @EnumSource
    void everyWayToNotifyRendersIntoAListThatTheOperatorReads(NotificationType type) {
        String more = (type.channel().can(Ability.NeedsChannel) ? ", channel: '#ai-alerts'" : "")
                + (type.channel().can(Ability.NeedsSigningSecret) ? ", signingSecretRef: {name: signing, key: k}" : "");
        String values =
                "notifications: [{name: a, type: " + type + ", secretRef: {name: receiver, key: k}" + more + "}]";
        GenericKubernetesResource made = Chart.find(
                        Chart.objects(Chart.rendered(values)), "ConfigMap", "lastgood-notifications")
                .orElseThrow();
        Recipients read = Recipients.of("lastgood", "lastgood-notifications", made.get("data", Recipients.KEY));
        assertThat(read.problem()).isNull();
        assertThat(read.all()).singleElement().satisfies(n -> assertThat(n.type).isEqualTo(type));
        assertThat(readable(values))
                .containsExactlyInAnyOrderElementsOf(
                        type.channel().can(Ability.NeedsSigningSecret)
                                ? List.of("lastgood/receiver", "lastgood/signing")
                                : List.of("lastgood/receiver"));
    }

    @Test
    void itsVersionIsThatOfTheBuild() throws IOException {
        Matcher version = Pattern.compile("<version>(.*?)</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        Map<?, ?> chart = Serialization.unmarshal(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")), Map.class);
        assertThat(chart.get("version")).isEqualTo(version.group(1));
        assertThat(chart.get("appVersion")).isEqualTo(version.group(1));
    }

    @Test
    void thePodMayDoLittle() {
        PodSpec pod = deployment("{}").getSpec().getTemplate().getSpec();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getVolumes()).singleElement().satisfies(volume -> assertThat(volume.getEmptyDir())
                .isNotNull());
        // quarkus.operator-sdk.termination-timeout-seconds is 20.
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(20);
        assertThat(pod.getContainers()).singleElement().satisfies(container -> {
            var security = container.getSecurityContext();
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(security.getCapabilities().getAdd()).isEmpty();
        });
    }

    @Test
    void settingsAreVariablesOfTheirNames() {
        Container container = container(
                """
                settings:
                  probes.max-body: 1048576
                  probes.prometheus-url: http://prometheus:9090
                  notify.allow-http: true
                watch: {namespaces: [ai, pricing]}
                database: {url: "jdbc:postgresql://db:5432/ai", existingSecret: {name: db}}
                """);
        Map<String, String> values = new TreeMap<>();
        container.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .forEach(variable -> values.put(variable.getName(), variable.getValue()));
        assertThat(values)
                .containsOnly(
                        Map.entry("LASTGOOD_PROBES_MAX_BODY", "1048576"),
                        Map.entry("LASTGOOD_PROBES_PROMETHEUS_URL", "http://prometheus:9090"),
                        Map.entry("LASTGOOD_NOTIFY_ALLOW_HTTP", "true"),
                        Map.entry("LASTGOOD_NAMESPACES", "ai,pricing"),
                        Map.entry("LASTGOOD_REST_ENABLED", "true"),
                        Map.entry("LASTGOOD_DATABASE_SCHEMA", "lastgood"),
                        Map.entry("LASTGOOD_DATABASE_URL", "jdbc:postgresql://db:5432/ai"));
        assertThat(container.getEnv())
                .filteredOn(variable -> variable.getName().equals("LASTGOOD_DATABASE_PASSWORD"))
                .singleElement()
                .satisfies(variable -> {
                    var secret = variable.getValueFrom().getSecretKeyRef();
                    assertThat(secret.getName()).isEqualTo("db");
                    assertThat(secret.getKey()).isEqualTo("password");
                });
    }

    @Test
    void theSecretsOfWhomItTellsMayBeReadAndNoOthers() {
        String notifications =
                """
                rbac: {secrets: [{namespace: ai, name: model}, {namespace: lastgood, name: slack}]}
                notifications:
                - {name: chat, type: Slack, channel: C0123456789, secretRef: {name: slack, key: token}}
                - {name: page, type: PagerDuty, secretRef: {name: page, key: key}}
                """;
        assertThat(readable("{}")).isEmpty();
        assertThat(readable(notifications)).containsExactlyInAnyOrder("ai/model", "lastgood/slack", "lastgood/page");
    }

    /** Namespace and name of each; fails where more is granted than reading these. */
    private static List<String> readable(String values) {
        List<String> names = new ArrayList<>();
        for (HasMetadata object : Chart.rights("lastgood", Chart.NAMESPACE, values)) {
            List<PolicyRule> rules = object instanceof Role role
                    ? role.getRules()
                    : object instanceof ClusterRole role ? role.getRules() : List.of();
            for (PolicyRule rule : rules) {
                if (rule.getResources().contains("secrets")) {
                    assertThat(object).isInstanceOf(Role.class);
                    assertThat(rule.getVerbs()).containsExactly("get");
                    assertThat(rule.getResourceNames()).hasSize(1);
                    names.add(object.getMetadata().getNamespace() + "/"
                            + rule.getResourceNames().get(0));
                }
            }
        }
        return names;
    }

    @Test
    void aDigestWinsOverTheTag() {
        String digest = "sha256:" + "0a".repeat(32);
        assertThat(container("image: {repository: registry.example:5000/lastgood, tag: \"1\", digest: \"" + digest
                                + "\"}")
                        .getImage())
                .isEqualTo("registry.example:5000/lastgood@" + digest);
    }

    private static Container container(String values) {
        return deployment(values)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    private static Deployment deployment(String values) {
        GenericKubernetesResource found = Chart.find(Chart.objects(Chart.rendered(values)), "Deployment", "lastgood")
                .orElseThrow();
        return Serialization.unmarshal(Serialization.asYaml(found), Deployment.class);
    }

    private static boolean update() {
        return System.getProperty("chart.update") != null;
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return files;
    }
}
