package dev.lastgood.rest.http;

import java.util.List;
import java.util.Map;

/**
 * Who asks, as the API server knows them by their token.
 *
 * @param key stands for the token: a digest of it
 */
public record Caller(String key, String user, String uid, List<String> groups, Map<String, List<String>> extra) {}
