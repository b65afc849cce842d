package dev.lastgood.reconcile.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.install.Chart;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the chart grants is what the code says it needs, no less and no more. */
class RightsDriftTest {

    private static final String HOME = "ops";

    /** Not bound to the operator. */
    private static final Set<String> FOR_PEOPLE = Set.of("lastgood-quarantine-release", "lastgood-quarantine-view");

    private static Set<String> asked(Predicate<Right> which) {
        List<Right> all = new ArrayList<>(Right.NEEDED);
        all.addAll(Right.OPTIONAL);
        all.addAll(Right.REST);
        all.add(Right.WATCH_JOBS);
        all.add(Right.WATCH_CRON_JOBS);
        all.add(Right.OTHER_INSTALLATIONS);
        all.addAll(Right.RELEASES);
        return all.stream()
                .filter(which)
                .flatMap(r -> r.verbs().stream().map(v -> told(r.group(), r.resource(), r.named(), v)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> asked(Right.Where... where) {
        return asked(r -> List.of(where).contains(r.where()));
    }

    private static String told(String group, String resource, String named, String verb) {
        return verb + " " + resource + "." + group + (named == null ? "" : " " + named);
    }

    private static Set<String> granted(List<PolicyRule> rules) {
        Set<String> granted = new TreeSet<>();
        for (PolicyRule rule : rules) {
            assertThat(rule.getNonResourceURLs()).isEmpty();
            List<String> names = rule.getResourceNames().isEmpty()
                    ? java.util.Collections.singletonList(null)
                    : rule.getResourceNames();
            for (String group : rule.getApiGroups()) {
                for (String resource : rule.getResources()) {
                    for (String name : names) {
                        rule.getVerbs().forEach(verb -> granted.add(told(group, resource, name, verb)));
                    }
                }
            }
        }
        return granted;
    }

    private static Set<String> cluster(List<HasMetadata> rights) {
        return granted(of(rights, ClusterRole.class)
                .filter(r -> !FOR_PEOPLE.contains(r.getMetadata().getName()))
                .flatMap(r -> r.getRules().stream())
                .toList());
    }

    private static Set<String> in(List<HasMetadata> rights, String namespace) {
        return granted(of(rights, Role.class)
                .filter(r -> r.getMetadata().getNamespace().equals(namespace))
                .flatMap(r -> r.getRules().stream())
                .toList());
    }

    private static <T> Stream<T> of(List<HasMetadata> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }

    @Test
    void clusterWideItIsOneClusterRoleAndTheOwnNamespace() {
        List<HasMetadata> rights = Chart.rights("lastgood", HOME, "{}");

        assertThat(cluster(rights)).isEqualTo(asked(Right.Where.WATCHED, Right.Where.CLUSTER));
        assertThat(in(rights, HOME)).isEqualTo(asked(Right.Where.HOME));
    }

    @Test
    void namespacedItIsARoleInEachAndLittleOfTheCluster() {
        List<HasMetadata> rights = Chart.rights("lastgood", HOME, "watch: {namespaces: [a, b]}");

        assertThat(cluster(rights)).isEqualTo(asked(Right.Where.CLUSTER));
        assertThat(in(rights, "a")).isEqualTo(asked(Right.Where.WATCHED));
        assertThat(in(rights, "b")).isEqualTo(asked(Right.Where.WATCHED));
        assertThat(in(rights, HOME)).isEqualTo(asked(Right.Where.HOME));
    }

    @Test
    void whatIsSwitchedOffIsNotGranted() {
        String off = "rest: {enabled: false}\n"
                + "rbac: {optional: {featureFlags: false, httpRoutes: false, jobs: false, otherInstallations: false, resourceQuotas: false}}\n";

        assertThat(cluster(Chart.rights("lastgood", HOME, off)))
                .isEqualTo(asked(r ->
                        Right.RELEASES.contains(r) || Right.NEEDED.contains(r) && r.where() == Right.Where.WATCHED));
        assertThat(cluster(Chart.rights("lastgood", HOME, off + "watch: {namespaces: [a]}\n")))
                .isEqualTo(asked(r -> Right.RELEASES.contains(r) && r.where() == Right.Where.CLUSTER));
    }

    @Test
    void secretsAreReadByNameOnly() {
        List<HasMetadata> rights = Chart.rights(
                "lastgood",
                HOME,
                "rbac: {secrets: [{namespace: a, name: model-notifications}, {namespace: ops, name: x}]}");

        assertThat(cluster(rights)).noneMatch(right -> right.contains("secrets"));
        assertThat(in(rights, "a")).containsExactly("get secrets. model-notifications");
        assertThat(in(rights, HOME)).contains("get secrets. x");
    }

    @Test
    void kindsOfOwnersAreReadOnlyIfTheChartsValuesNameThem() {
        String owners = "rbac: {owners: [{apiGroup: serving.kserve.io, resources: [inferenceservices]}]}\n";
        Set<String> more = new TreeSet<>(asked(Right.Where.WATCHED));
        more.add("get inferenceservices.serving.kserve.io");

        assertThat(in(Chart.rights("lastgood", HOME, owners + "watch: {namespaces: [a]}"), "a"))
                .isEqualTo(more);
        more.addAll(asked(Right.Where.CLUSTER));
        assertThat(cluster(Chart.rights("lastgood", HOME, owners))).isEqualTo(more);
    }
}
