package dev.lastgood.api.quarantine;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import java.util.TreeMap;

/** The blamed parts as they were in the last good revision. */
public class LastGoodDigests {

    @JsonPropertyDescription("By part of the pod template, in words: the digest of its value; empty if it was absent.")
    public Map<String, String> template = new TreeMap<>();

    @JsonPropertyDescription("By key of a ConfigMap, in words: the digest of its value; empty if it was absent.")
    public Map<String, String> configuration = new TreeMap<>();
}
