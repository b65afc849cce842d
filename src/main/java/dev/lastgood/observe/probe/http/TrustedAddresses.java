package dev.lastgood.observe.probe.http;

import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The administrator's own addresses of Services, {@code lastgood.probes.addresses}. */
public record TrustedAddresses(Map<String, SocketAddress> byTarget) {

    private static final Pattern ENTRY = Pattern.compile("([^/=]+/[^:=]+:[^:=]+)=\\[?([^=\\]]+)]?:([0-9]{1,5})");

    /** @throws IllegalArgumentException that says what to write */
    public static TrustedAddresses of(List<String> entries) {
        Map<String, SocketAddress> all = new TreeMap<>();
        for (String entry : entries) {
            Matcher parts = ENTRY.matcher(entry.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException("lastgood.probes.addresses has the entry " + entry
                        + ": write namespace/service:port=host:port, comma separated");
            }
            all.put(parts.group(1), SocketAddress.inetSocketAddress(Integer.parseInt(parts.group(3)), parts.group(2)));
        }
        return new TrustedAddresses(all);
    }

    public Optional<SocketAddress> of(ProbeTarget target) {
        return Optional.ofNullable(byTarget.get(target.toString()));
    }
}
