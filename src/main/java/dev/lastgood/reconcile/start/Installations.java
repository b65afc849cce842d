package dev.lastgood.reconcile.start;

import dev.lastgood.api.Names;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Other installations in this cluster. Each elects a leader in its own namespace, so that two which watch the same namespace
 * would both act. The leader writes on its Lease what it watches; whoever comes later and finds that somebody else watches
 * the same does not start.
 */
@ApplicationScoped
public class Installations {

    static final String WATCHES = Names.GROUP + "/watches";

    private static final Logger LOG = Logger.getLogger("dev.lastgood");
    private static final String ALL = "*";
    private static final Duration SETTLED = Duration.ofSeconds(15);

    private final KubernetesClient client;
    private final LastgoodConfig config;
    private final Clock clock;
    private volatile boolean leading;

    public Installations(KubernetesClient client, LastgoodConfig config, Clock clock) {
        this.client = client;
        this.config = config;
        this.clock = clock;
    }

    /** @throws IllegalStateException that names another installation which watches the same */
    void check() {
        rival(leases()).ifPresent(lease -> {
            throw new IllegalStateException(told(lease));
        });
    }

    /**
     * Says on the Lease what is watched, then looks again, and once more when whoever took a Lease at the same time has
     * said so, too.
     *
     * @throws IllegalStateException where another one was first: nothing is begun, and the operator ends
     */
    void lead() {
        client.leases()
                .inNamespace(config.operatorNamespace())
                .withName(Names.FIELD_MANAGER)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"" + WATCHES + "\":\"" + watched() + "\"}}}");
        giveWayToAnEarlierOne();
        leading = true;
        CompletableFuture.delayedExecutor(SETTLED.toSeconds(), TimeUnit.SECONDS).execute(this::giveWayToAnEarlierOne);
    }

    /** Nobody else is asked: leader election is off. */
    void leadAlone() {
        leading = true;
    }

    /** Whether this process acts; one that leads no more ends. */
    boolean isLeading() {
        return leading;
    }

    private void giveWayToAnEarlierOne() {
        List<Lease> leases = leases();
        Optional<Lease> first = leases.stream()
                .filter(lease -> isHome(lease) || isRival(lease))
                .min(Comparator.comparing((Lease lease) -> lease.getMetadata().getCreationTimestamp())
                        .thenComparing(lease -> lease.getMetadata().getNamespace()));
        if (first.isPresent() && !isHome(first.get())) {
            LOG.errorf("Lastgood cannot go on: %s", told(first.get()));
            Quarkus.asyncExit(1);
            throw new IllegalStateException(told(first.get()));
        }
        rival(leases).ifPresent(lease -> LOG.warnf("%s; it came later and should give way", told(lease)));
    }

    private List<Lease> leases() {
        try {
            return client.leases()
                    .inAnyNamespace()
                    .withField("metadata.name", Names.FIELD_MANAGER)
                    .list()
                    .getItems();
        } catch (KubernetesClientException e) {
            LOG.warnf(
                    "whether another installation watches the same is not known without the right to %s leases: %s",
                    String.join(",", Right.OTHER_INSTALLATIONS.verbs()),
                    e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
            return List.of();
        }
    }

    private Optional<Lease> rival(List<Lease> leases) {
        return leases.stream().filter(this::isRival).findFirst();
    }

    private boolean isHome(Lease lease) {
        return lease.getMetadata().getNamespace().equals(config.operatorNamespace());
    }

    private boolean isRival(Lease lease) {
        if (isHome(lease) || !isHeld(lease)) {
            return false;
        }
        Set<String> ours = config.namespaces().orElse(Set.of());
        Set<String> theirs = watchedBy(lease);
        return ours.isEmpty() || theirs.contains(ALL) || !Collections.disjoint(ours, theirs);
    }

    /** One without a word of it is not ours, or has only just been taken: it is seen at the next look. */
    private static Set<String> watchedBy(Lease lease) {
        String said = Annotation.of(lease, WATCHES);
        return said == null ? Set.of() : Set.copyOf(Arrays.asList(said.split(",")));
    }

    private boolean isHeld(Lease lease) {
        var spec = lease.getSpec();
        if (watchedBy(lease).isEmpty()
                || spec == null
                || spec.getRenewTime() == null
                || spec.getLeaseDurationSeconds() == null
                || spec.getHolderIdentity() == null
                || spec.getHolderIdentity().isEmpty()) {
            return false;
        }
        Instant end = spec.getRenewTime().toInstant().plusSeconds(spec.getLeaseDurationSeconds());
        return clock.instant().isBefore(end);
    }

    private String watched() {
        return config.namespaces().map(n -> String.join(",", new TreeSet<>(n))).orElse(ALL);
    }

    private String told(Lease lease) {
        return "another Lastgood, in namespace " + lease.getMetadata().getNamespace() + ", watches "
                + described(watchedBy(lease)) + ", this one "
                + described(config.namespaces().orElse(Set.of(ALL)))
                + ", and two would undo each other's work: give each namespaces of its own (lastgood.namespaces), or"
                + " uninstall one of them";
    }

    private static String described(Set<String> namespaces) {
        return namespaces.contains(ALL) ? "all namespaces" : String.join(", ", new TreeSet<>(namespaces));
    }
}
