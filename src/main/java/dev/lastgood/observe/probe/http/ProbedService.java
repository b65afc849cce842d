package dev.lastgood.observe.probe.http;

import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.SampleDeadline;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.regex.Pattern;

/** Asks one Service for one probe: at an address that was checked, under the Service's name, saying only which probe asks. */
public record ProbedService(Loop loop, Addresses addresses, ProbeTarget target, String probe) {

    private static final Pattern PATH = Pattern.compile("/[!\"$-~]*");

    /**
     * The Service's address, now.
     *
     * @throws EarlyFinding if there is none, or none that may be reached
     */
    public SocketAddress address() {
        return addresses.of(target);
    }

    public RequestOptions request(SocketAddress address, HttpMethod method, String path) {
        return new RequestOptions()
                .setServer(address)
                .setHost(target.host())
                .setPort(address.port())
                .setSsl(false)
                .setFollowRedirects(false)
                .setMethod(method)
                .setURI(path)
                .putHeader("user-agent", "lastgood-probe")
                .putHeader("x-lastgood-probe", probe);
    }

    /** @param body null: none */
    public Future<ProbeResponse> ask(RequestOptions request, Buffer body, SampleDeadline deadline) {
        return loop.ask(new ProbeRequest(request, body, deadline, target.text()));
    }

    /** @throws EarlyFinding if it is not a path */
    public static String path(String field, String path) {
        if (path == null || !PATH.matcher(path).matches()) {
            throw EarlyFinding.invalid(field + " is no path: write one that begins with '/', such as /control/status");
        }
        return path;
    }
}
