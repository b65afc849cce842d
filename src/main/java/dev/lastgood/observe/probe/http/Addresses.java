package dev.lastgood.observe.probe.http;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds the address of a Service: its cluster IP, or one of its ready endpoints if it is headless. The very address that was
 * checked is connected to, so that nothing can change in between.
 */
public final class Addresses {

    private static final String HEADLESS = "None";

    private final ServiceLookup services;
    private final TrustedAddresses trusted;
    private final ApiServers apiServers;

    public Addresses(ServiceLookup services, TrustedAddresses trusted, ApiServers apiServers) {
        this.services = services;
        this.trusted = trusted;
        this.apiServers = apiServers;
    }

    /**
     * Returns the address of a target, now.
     *
     * @throws EarlyFinding where there is none, or none that may be reached
     */
    public SocketAddress of(ProbeTarget target) {
        return trusted.of(target).orElseGet(() -> checked(target));
    }

    private SocketAddress checked(ProbeTarget target) {
        Service service = services.service(target.namespace(), target.service())
                .orElseThrow(() -> unknown(
                        Reason.ServiceNotFound,
                        "there is no Service " + target.service() + " in this namespace: create it, or name another"));
        if ("ExternalName".equals(service.getSpec().getType())) {
            throw refused(target, "its type is ExternalName, which leads out of the cluster");
        }
        ServicePort port = port(service, target);
        List<EndpointSlice> slices = services.slices(target.namespace(), target.service());
        Set<InetAddress> servers = apiServers.addresses(services.apiServers());
        // All of them: behind a cluster IP it is not we who choose.
        slices.stream()
                .flatMap(slice -> slice.getEndpoints().stream())
                .flatMap(endpoint -> endpoint.getAddresses().stream())
                .forEach(address -> check(target, address, servers));
        List<InetSocketAddress> ready =
                slices.stream().flatMap(slice -> ready(slice, port)).toList();
        if (ready.isEmpty()) {
            throw unknown(
                    Reason.TargetUnreachable, "the Service " + target.service() + " has no endpoint that is ready");
        }
        String clusterIp = service.getSpec().getClusterIP();
        if (clusterIp == null || clusterIp.isEmpty() || clusterIp.equals(HEADLESS)) {
            return SocketAddress.inetSocketAddress(
                    ready.get(ThreadLocalRandom.current().nextInt(ready.size())));
        }
        return SocketAddress.inetSocketAddress(
                new InetSocketAddress(check(target, clusterIp, servers), port.getPort()));
    }

    private static ServicePort port(Service service, ProbeTarget target) {
        return service.getSpec().getPorts().stream()
                .filter(p -> p.getProtocol() == null || "TCP".equals(p.getProtocol()))
                .filter(p -> target.port().equals(p.getName()) || target.port().equals(String.valueOf(p.getPort())))
                .findFirst()
                .orElseThrow(() -> unknown(
                        Reason.ServicePortNotFound,
                        "the Service " + target.service() + " has no TCP port " + target.port()
                                + ": write one of its ports, by number or by name"));
    }

    private static java.util.stream.Stream<InetSocketAddress> ready(EndpointSlice slice, ServicePort port) {
        Optional<Integer> number = slice.getPorts().stream()
                .filter(p -> Objects.equals(blank(p.getName()), blank(port.getName())))
                .map(EndpointPort::getPort)
                .filter(Objects::nonNull)
                .findFirst();
        return slice.getEndpoints().stream()
                .filter(Addresses::isReady)
                .flatMap(endpoint -> endpoint.getAddresses().stream())
                .flatMap(address -> AddressPolicy.literal(address).stream())
                .flatMap(address -> number.map(n -> new InetSocketAddress(address, n)).stream());
    }

    /** As the API says: unknown means ready. */
    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }

    private static InetAddress check(ProbeTarget target, String text, Set<InetAddress> servers) {
        InetAddress address = AddressPolicy.literal(text)
                .orElseThrow(() -> refused(target, "one of its endpoints is a name and no address"));
        AddressPolicy.refusal(address, servers).ifPresent(what -> {
            throw refused(target, "it leads to " + what);
        });
        return address;
    }

    private static EarlyFinding refused(ProbeTarget target, String why) {
        return unknown(
                Reason.AddressRefused,
                "the Service " + target.service() + " is not asked: " + why
                        + "; name a Service that leads to pods of this namespace");
    }

    private static EarlyFinding unknown(Reason reason, String message) {
        return new EarlyFinding(Finding.unknown(reason, message));
    }

    private static String blank(String name) {
        return name == null ? "" : name;
    }
}
