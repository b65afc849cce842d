package dev.lastgood.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an administrator sets for the REST interface. Its address and TLS are Quarkus' own: {@code quarkus.http...}. */
@ConfigMapping(prefix = "lastgood.rest")
public interface RestConfig {

    /** False: nothing is answered below /ai and /webhooks. */
    @WithDefault("true")
    boolean enabled();

    /** How many requests a second one caller may make, over a longer time; more are 429. */
    @WithDefault("20")
    int rate();

    /** How many requests one caller may make at once. */
    @WithDefault("40")
    int burst();

    /** How many requests of all callers are answered at once; more are 503. */
    @WithDefault("64")
    int concurrency();

    /** The most bytes of a request's body below /ai; a longer one is 413. */
    @WithDefault("65536")
    long maxBody();

    /**
     * How long it is remembered who a token belongs to and what its owner may do: a right that was taken away works that
     * much longer. A refusal is remembered for a fifth of it. At most 10 minutes.
     */
    @WithDefault("10s")
    Duration accessCache();

    /** Audiences of which a token must be made for one. None: those of the API server. */
    Optional<List<String>> audiences();
}
