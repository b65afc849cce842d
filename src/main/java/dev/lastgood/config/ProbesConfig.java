package dev.lastgood.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** What an administrator sets for probes. */
@ConfigMapping(prefix = "lastgood.probes")
public interface ProbesConfig {

    /** The Prometheus that probes query, such as {@code http://prometheus.monitoring:9090}. None: Unknown. */
    Optional<String> prometheusUrl();

    /** The most bytes of an answer; a longer one is Bad. */
    @WithDefault("1048576")
    int maxBody();

    /** How many samples are under way at once, at most. */
    @WithDefault("256")
    int concurrency();

    /**
     * {@code namespace/service:port=host:port}, comma separated: where Services are reached from a machine without a
     * cluster network. Such an address is trusted: it may be loopback.
     */
    Optional<List<String>> addresses();
}
