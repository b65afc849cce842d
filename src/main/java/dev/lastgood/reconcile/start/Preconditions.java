package dev.lastgood.reconcile.start;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.config.RestConfig;
import dev.lastgood.lib.RootCause;
import dev.lastgood.observe.kube.WatchRights;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** What must be there before the operator can start: an API server that answers, our kinds, and the rights. */
@ApplicationScoped
public class Preconditions {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");
    private static final String ANY = "*";

    private final KubernetesClient client;
    private final LastgoodConfig config;
    private final RestConfig rest;

    public Preconditions(KubernetesClient client, LastgoodConfig config, RestConfig rest) {
        this.client = client;
        this.config = config;
        this.rest = rest;
    }

    /** What the operator may watch of what a team need not grant: to be able to make Jobs is much. */
    WatchRights watchRights() {
        boolean all = may(null, ANY, ANY, null, ANY);
        boolean jobs = all || missing(List.of(Right.WATCH_JOBS)).isEmpty();
        boolean cronJobs = all || missing(List.of(Right.WATCH_CRON_JOBS)).isEmpty();
        if (!jobs) {
            LOG.warn("retrain and regression Jobs do not work without the right to list,watch jobs.batch");
        }
        if (!jobs || !cronJobs) {
            LOG.warn(
                    "a rollback restores ConfigMaps that Jobs or CronJobs share without a check, because Lastgood does not "
                            + "see them without the right to list,watch jobs.batch and cronjobs.batch");
        }
        return new WatchRights(jobs, cronJobs);
    }

    /** @throws IllegalStateException that says what is missing and how to get it */
    void check() {
        try {
            served(ModelDeployment.class);
            served(AIIncident.class);
            served(Quarantine.class);
            schema(ModelDeployment.class);
            schema(AIIncident.class);
            schema(Quarantine.class);
            rights();
        } catch (KubernetesClientException e) {
            throw new IllegalStateException("the API server at " + client.getMasterUrl() + " does not answer: "
                    + RootCause.of(e).getMessage());
        }
    }

    private void served(Class<? extends CustomResource<?, ?>> kind) {
        String plural = HasMetadata.getPlural(kind);
        var resources = client.getApiResources(HasMetadata.getGroup(kind) + "/" + HasMetadata.getVersion(kind));
        if (resources == null || resources.getResources().stream().noneMatch(r -> plural.equals(r.getName()))) {
            throw new IllegalStateException("the CRD " + plural + "." + HasMetadata.getGroup(kind)
                    + " is not installed: kubectl apply -f crds/ first");
        }
    }

    /** The status is what keeps the operator from doing things twice: without all of it, better the old one goes on. */
    private void schema(Class<? extends CustomResource<?, ?>> kind) {
        String crd = HasMetadata.getPlural(kind) + "." + HasMetadata.getGroup(kind);
        List<String> dropped = Schemas.dropped(client, HasMetadata.getKind(kind), crd);
        if (dropped.isEmpty()) {
            return;
        }
        String told = "the CRD " + crd + " is older than this operator, the API server would drop "
                + String.join(", ", dropped.subList(0, Math.min(dropped.size(), 10)))
                + ": kubectl apply --server-side -f crds/";
        if (dropped.stream().anyMatch(field -> field.startsWith("status"))) {
            throw new IllegalStateException(told + " first");
        }
        LOG.warn(told);
    }

    /** One question for an administrator, else one for each right: cluster-wide first, then where it is watched. */
    private void rights() {
        if (may(null, ANY, ANY, null, ANY)) {
            return;
        }
        List<String> missing = missing(Right.NEEDED);
        if (!missing.isEmpty()) {
            throw new IllegalStateException("rights are missing"
                    + config.namespaces()
                            .map(n -> " (watched namespaces: " + String.join(", ", new TreeSet<>(n)) + ")")
                            .orElse(" (in all namespaces, or set lastgood.namespaces)")
                    + ", grant them by a role: " + String.join("; ", missing));
        }
        // Secrets are granted by name, which is not known here: what cannot be read is said where it is needed.
        missing(Right.OPTIONAL.stream().filter(this::isServed).toList())
                .forEach(right -> LOG.warnf(
                        "flags, routes, Jobs or rehearsals that need it do not work without the right to %s", right));
        missing(Right.RELEASES.stream().filter(right -> right.named() == null).toList())
                .forEach(right ->
                        LOG.warnf("the deletion of a Quarantine releases nothing without the right to %s", right));
        if (rest.enabled()) {
            missing(Right.REST)
                    .forEach(right -> LOG.warnf("REST calls that need it do not work without the right to %s", right));
        }
    }

    private boolean isServed(Right right) {
        return right.group().isEmpty() || client.hasApiGroup(right.group(), true);
    }

    private List<String> missing(List<Right> rights) {
        List<String> missing = new ArrayList<>();
        for (Right right : rights) {
            List<String> verbs =
                    right.verbs().stream().filter(verb -> !has(right, verb)).toList();
            if (!verbs.isEmpty()) {
                missing.add(String.join(",", verbs) + " " + right.resource()
                        + (right.group().isEmpty() ? "" : "." + right.group())
                        + (right.where() == Right.Where.HOME ? " in namespace " + config.operatorNamespace() : ""));
            }
        }
        return missing;
    }

    private boolean has(Right right, String verb) {
        Set<String> places =
                switch (right.where()) {
                    case HOME -> Set.of(config.operatorNamespace());
                    case WATCHED -> config.namespaces().orElse(Set.of());
                    case CLUSTER -> Set.of();
                };
        return may(null, right.group(), right.plainResource(), right.subresource(), verb)
                || !places.isEmpty()
                        && places.stream()
                                .allMatch(namespace -> may(
                                        namespace, right.group(), right.plainResource(), right.subresource(), verb));
    }

    private boolean may(String namespace, String group, String resource, String subresource, String verb) {
        var review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withGroup(group)
                .withResource(resource)
                .withSubresource(subresource)
                .withVerb(verb)
                .endResourceAttributes()
                .endSpec()
                .build();
        return Boolean.TRUE.equals(client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed());
    }
}
