package dev.lastgood.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of this interface, ready to be followed. */
final class ResourcePaths {

    static String model(String modelId, String namespace) {
        return "/ai/models/" + encoded(modelId) + "?namespace=" + encoded(namespace);
    }

    static String runs(String modelId, String namespace) {
        return "/ai/models/" + encoded(modelId) + "/runs?namespace=" + encoded(namespace);
    }

    static String incident(String namespace, String name) {
        return "/ai/incidents/" + encoded(namespace) + "/" + encoded(name);
    }

    static String postMortem(String namespace, String name) {
        return incident(namespace, name) + "/post-mortem";
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private ResourcePaths() {}
}
