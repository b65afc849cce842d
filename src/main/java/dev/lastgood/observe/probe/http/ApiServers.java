package dev.lastgood.observe.probe.http;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Knows the API server's addresses. A name is resolved off the loop, and the result is kept for a while. */
public final class ApiServers {

    private static final Duration KEPT = Duration.ofMinutes(1);

    private final LoadingCache<String, Set<InetAddress>> names =
            Caffeine.newBuilder().refreshAfterWrite(KEPT).build(new Names());

    /** Has the addresses ready; it may take as long as DNS takes. */
    public void prepare(Collection<String> hosts) {
        addresses(hosts);
    }

    public Set<InetAddress> addresses(Collection<String> hosts) {
        Set<InetAddress> all = new HashSet<>();
        for (String host : hosts) {
            Optional<InetAddress> literal = AddressPolicy.literal(host);
            if (literal.isPresent()) {
                all.add(literal.get());
            } else {
                all.addAll(names.get(host));
            }
        }
        return all;
    }

    private static final class Names implements CacheLoader<String, Set<InetAddress>> {

        @Override
        public Set<InetAddress> load(String host) {
            return reload(host, Set.of());
        }

        /** A name service that is away takes no address from the list. */
        @Override
        public Set<InetAddress> reload(String host, Set<InetAddress> before) {
            try {
                return new HashSet<>(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException e) {
                return before;
            }
        }
    }
}
