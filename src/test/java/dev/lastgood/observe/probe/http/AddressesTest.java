package dev.lastgood.observe.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where probes may go. */
class AddressesTest {

    private final KnownServices services = new KnownServices();

    private SocketAddress address(String service, String port, String... trusted) {
        return new Addresses(services, TrustedAddresses.of(List.of(trusted)), new ApiServers())
                .of(new ProbeTarget("ai", service, port));
    }

    private Finding finding(String service, String port) {
        EarlyFinding early = catchThrowableOfType(EarlyFinding.class, () -> address(service, port));
        assertThat(early).as("is refused").isNotNull();
        return EarlyFinding.in(early);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "http"})
    void aServiceIsReachedByItsClusterIp(String port) {
        services.service("gateway", "ClusterIP", "10.96.0.7").endpoints("gateway", true, "10.244.0.3");

        assertThat(address("gateway", port)).isEqualTo(SocketAddress.inetSocketAddress(80, "10.96.0.7"));
    }

    @Test
    void aHeadlessServiceIsReachedByAReadyEndpoint() {
        services.service("gateway", "ClusterIP", "None").endpoints("gateway", true, "10.244.0.3");

        assertThat(address("gateway", "http")).isEqualTo(SocketAddress.inetSocketAddress(8080, "10.244.0.3"));
    }

    @Test
    void anAddressOfTheAdministratorIsTakenAsItIs() {
        assertThat(address("gateway", "http", "ai/other:80=[::1]:81", " ai/gateway:http=localhost:8081"))
                .isEqualTo(SocketAddress.inetSocketAddress(8081, "localhost"));
        assertThatThrownBy(() -> TrustedAddresses.of(List.of("gateway=localhost")))
                .hasMessageContaining("write namespace/service:port=host:port, comma separated");
    }

    @Test
    void aServiceWithoutReadyEndpointsIsNotReached() {
        services.service("gateway", "ClusterIP", "10.96.0.7");
        assertThat(finding("gateway", "80").reason()).isEqualTo(Reason.TargetUnreachable);

        services.endpoints("gateway", false, "10.244.0.3");
        assertThat(finding("gateway", "80"))
                .isEqualTo(
                        Finding.unknown(Reason.TargetUnreachable, "the Service gateway has no endpoint that is ready"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"81", "https", "53", "dns", "8080"})
    void aPortThatTheServiceDoesNotHaveIsAMistake(String port) {
        services.service("gateway", "ClusterIP", "10.96.0.7").endpoints("gateway", true, "10.244.0.3");

        Finding finding = finding("gateway", port);

        assertThat(finding.reason()).isEqualTo(Reason.ServicePortNotFound);
        assertThat(finding.message()).contains("has no TCP port " + port + ": write one of its ports");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, a loopback address",
        "127.8.9.10, a loopback address",
        "::1, a loopback address",
        "::ffff:127.0.0.1, a loopback address",
        "::ffff:7f00:1, a loopback address",
        "::127.0.0.1, a loopback address",
        "64:ff9b::7f00:1, a loopback address",
        "169.254.169.254, a link-local address",
        "::ffff:169.254.169.254, a link-local address",
        "::ffff:a9fe:a9fe, a link-local address",
        "64:ff9b::a9fe:a9fe, a link-local address",
        "fe80::1, a link-local address",
        "0.0.0.0, an address of no machine",
        "0.1.2.3, an address of no machine",
        "::, an address of no machine",
        "::ffff:0.0.0.0, an address of no machine",
        "255.255.255.255, an address of no machine",
        "224.0.0.1, a multicast address",
        "ff02::1, a multicast address",
        "fd00:ec2::254, the address of a cloud's metadata",
        "10.0.0.1, an address of the API server",
        "::ffff:10.0.0.1, an address of the API server",
        "::ffff:a00:1, an address of the API server",
        "fd00::1, an address of the API server",
    })
    void isRefusedWhereverItStands(String address, String what) {
        services.apiServer("fd00::1");
        services.service("headless", "ClusterIP", "None").endpoints("headless", true, "10.244.0.3", address);
        services.service("behind", "ClusterIP", "10.96.0.7").endpoints("behind", false, address);
        services.service("itself", "ClusterIP", address).endpoints("itself", true, "10.244.0.3");

        for (String service : List.of("headless", "behind", "itself")) {
            Finding finding = finding(service, "80");
            assertThat(finding.outcome()).isEqualTo(Outcome.Unknown);
            assertThat(finding.reason()).as(service).isEqualTo(Reason.AddressRefused);
            assertThat(finding.message()).as(service).contains("it leads to " + what);
        }
    }

    @Test
    void theApiServerIsRefusedByItsNameToo() {
        services.apiServer("localhost").apiServer("no-such-host.invalid");
        services.service("gateway", "ClusterIP", "10.96.0.7").endpoints("gateway", true, "10.244.0.3");

        assertThat(address("gateway", "80").host()).isEqualTo("10.96.0.7");
    }

    @Test
    void whatChangedAfterwardsIsCheckedAgain() {
        services.service("gateway", "ClusterIP", "None").endpoints("gateway", true, "10.244.0.3");
        assertThat(address("gateway", "80").host()).isEqualTo("10.244.0.3");

        services.endpoints("gateway", true, "169.254.169.254");

        assertThat(finding("gateway", "80").reason()).isEqualTo(Reason.AddressRefused);
    }

    @Test
    void namesAreNoAddresses() {
        services.service("outside", "ExternalName", null).endpoints("outside", true, "10.244.0.3");
        services.service("named", "ClusterIP", "None").endpoints("named", true, "example.org");

        assertThat(finding("outside", "80").message()).contains("its type is ExternalName");
        assertThat(finding("named", "80").message()).contains("one of its endpoints is a name and no address");
    }

    /** What was checked is an address already: whoever connects to it asks no name service any more. */
    @Test
    void theAddressIsPinned() {
        services.service("gateway", "ClusterIP", "None").endpoints("gateway", true, "::ffff:10.244.0.3");

        SocketAddress address = address("gateway", "80");

        assertThat(address.hostAddress()).isEqualTo("10.244.0.3");
    }
}
