package dev.lastgood.observe.probe.http;

import dev.lastgood.api.ServicePortRef;
import dev.lastgood.observe.probe.sample.EarlyFinding;

/** A port of a Service, as a probe names it. */
public record ProbeTarget(String namespace, String service, String port) {

    public static ProbeTarget of(String namespace, ServicePortRef ref) {
        if (ref == null || ref.name == null || ref.port == null || ref.port.getValue() == null) {
            throw EarlyFinding.invalid("serviceRef cannot be read: write the name of a Service and one of its ports");
        }
        return new ProbeTarget(namespace, ref.name, ref.port.getValue().toString());
    }

    /** As in {@code lastgood.probes.addresses}. */
    @Override
    public String toString() {
        return namespace + "/" + service + ":" + port;
    }

    /** For a person who knows the namespace. */
    public String text() {
        return service + ":" + port;
    }

    /** What the request names as its host. */
    public String host() {
        return service + "." + namespace + ".svc";
    }
}
