package dev.lastgood.reconcile.start;

import dev.lastgood.act.flag.FlagSwitch;
import dev.lastgood.act.kube.Surroundings;
import dev.lastgood.act.route.RouteSwitch;
import dev.lastgood.api.Names;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.incident.LinkTemplates;
import dev.lastgood.observe.kube.OwnWrites;
import dev.lastgood.observe.kube.WatchTrouble;
import dev.lastgood.observe.kube.WatchedConfigMaps;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.InformerStoppedHandler;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What is made by others' constructors. */
final class Beans {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    FlagSwitch flagSwitch(KubernetesClient client, OwnWrites ownWrites) {
        return new FlagSwitch(client, ownWrites::remember);
    }

    @Produces
    @Singleton
    RouteSwitch routeSwitch(KubernetesClient client) {
        return new RouteSwitch(client);
    }

    @Produces
    @Singleton
    IncidentRules incidentRules(LastgoodConfig config, NotifyConfig notify, Clock clock) {
        LinkTemplates links = new LinkTemplates(
                config.links().dashboard().orElse(null),
                config.links().trace().orElse(null),
                config.links().job().orElse(null),
                config.links().incident().orElse(null));
        return new IncidentRules(clock, links, notify.timeZone());
    }

    @Produces
    @Singleton
    @Unremovable
    LeaderElectionConfiguration leaderElection(
            LastgoodConfig config, Installations installations, LedgerLoader ledger) {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(Names.FIELD_MANAGER)
                .withLeaseNamespace(config.operatorNamespace())
                .withLeaderCallbacks(new LeaderCallbacks(
                        () -> {
                            installations.lead();
                            ledger.start();
                        },
                        () -> {},
                        leader -> {}))
                .build();
    }

    /** The framework's own watches; ours tell the same. */
    @Produces
    @Singleton
    @Unremovable
    InformerStoppedHandler informerStoppedHandler(WatchTrouble trouble) {
        return (informer, error) -> {
            if (error != null) {
                trouble.stopped(error);
            }
        };
    }

    @Produces
    @Singleton
    Surroundings surroundings(WatchedConfigMaps configMaps, OwnWrites ownWrites) {
        return new Surroundings() {
            @Override
            public String contentOf(String namespace, String configMap) {
                return configMaps.contentOf(namespace, configMap);
            }

            @Override
            public void wrote(HasMetadata object) {
                ownWrites.remember(object);
            }
        };
    }
}
