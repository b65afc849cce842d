package dev.lastgood.observe.probe.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Refuses addresses that a probe must not reach: anyone who may write a probe or an EndpointSlice could reach them through us. */
final class AddressPolicy {

    /** Outside the link-local ranges, and no cluster's: where clouds serve credentials to their machines. */
    private static final List<InetAddress> CLOUD_METADATA = List.of(
            literal("fd00:ec2::254").orElseThrow(), literal("100.100.100.200").orElseThrow());

    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final int IPV6 = 16;
    private static final int IPV4_AT = 12;

    private AddressPolicy() {}

    /** Returns the address that a text is, without asking any name service; empty where it is none. */
    static Optional<InetAddress> literal(String text) {
        byte[] bytes = text == null ? null : NetUtil.createByteArrayFromIpAddressString(text);
        return bytes == null ? Optional.empty() : Optional.of(address(bytes));
    }

    /**
     * Returns why an address must not be reached; empty where it may be.
     *
     * @param apiServers addresses of the API server
     */
    static Optional<String> refusal(InetAddress given, Collection<InetAddress> apiServers) {
        InetAddress address = embedded(given);
        byte first = address.getAddress()[0];
        if (address.isLoopbackAddress()) {
            return Optional.of("a loopback address");
        }
        if (address.isLinkLocalAddress()) {
            return Optional.of("a link-local address");
        }
        if (address.isAnyLocalAddress() || (isIpv4(address) && (first == 0 || first == -1))) {
            return Optional.of("an address of no machine");
        }
        if (address.isMulticastAddress()) {
            return Optional.of("a multicast address");
        }
        if (CLOUD_METADATA.contains(address)) {
            return Optional.of("the address of a cloud's metadata");
        }
        if (apiServers.stream().map(AddressPolicy::embedded).anyMatch(address::equals)) {
            return Optional.of("an address of the API server");
        }
        return Optional.empty();
    }

    /** The IPv4 address that is written as an IPv6 one: mapped (which Java itself takes apart), compatible or NAT64. */
    private static InetAddress embedded(InetAddress given) {
        byte[] bytes = given.getAddress();
        if (bytes.length != IPV6) {
            return given;
        }
        byte[] prefix = Arrays.copyOf(bytes, IPV4_AT);
        boolean compatible = Arrays.equals(prefix, new byte[IPV4_AT]) && (bytes[IPV4_AT] | bytes[IPV4_AT + 1]) != 0;
        return compatible || Arrays.equals(prefix, NAT64) ? address(Arrays.copyOfRange(bytes, IPV4_AT, IPV6)) : given;
    }

    private static boolean isIpv4(InetAddress address) {
        return address.getAddress().length != IPV6;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("neither 4 nor 16 bytes", e);
        }
    }
}
