package dev.lastgood.rest.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of this interface, ready to be followed. */
public final class ResourcePaths {

    public static String model(String modelId, String namespace) {
        return "/ai/models/" + encoded(modelId) + "?namespace=" + encoded(namespace);
    }

    public static String runs(String modelId, String namespace) {
        return "/ai/models/" + encoded(modelId) + "/runs?namespace=" + encoded(namespace);
    }

    public static String incident(String namespace, String name) {
        return "/ai/incidents/" + encoded(namespace) + "/" + encoded(name);
    }

    public static String postMortem(String namespace, String name) {
        return incident(namespace, name) + "/post-mortem";
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private ResourcePaths() {}
}
