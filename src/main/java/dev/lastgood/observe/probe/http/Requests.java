package dev.lastgood.observe.probe.http;

import dev.lastgood.observe.probe.sample.EarlyFinding;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.regex.Pattern;

/** Requests to Services: to the address given, under the Service's name, with nothing of ours but who asks. */
public final class Requests {

    private static final Pattern PATH = Pattern.compile("/[!\"$-~]*");

    private Requests() {}

    public static RequestOptions to(
            ProbeTarget target, SocketAddress address, String probe, HttpMethod method, String path) {
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

    /** @throws EarlyFinding where it is no path */
    public static String path(String field, String path) {
        if (path == null || !PATH.matcher(path).matches()) {
            throw EarlyFinding.invalid(field + " is no path: write one that begins with '/', such as /control/status");
        }
        return path;
    }
}
