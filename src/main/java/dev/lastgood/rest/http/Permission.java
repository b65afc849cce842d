package dev.lastgood.rest.http;

import dev.lastgood.api.Names;

/** What a caller needs the right to, in the namespace of the model. */
public record Permission(String verb, String resource) {

    public static final Permission CREATE_INCIDENTS = new Permission("create", "aiincidents");
    public static final Permission UPDATE_INCIDENTS = new Permission("update", "aiincidents");
    public static final Permission LIST_INCIDENTS = new Permission("list", "aiincidents");
    public static final Permission GET_MODELS = new Permission("get", "modeldeployments");

    String group() {
        return Names.GROUP;
    }

    /** Such as {@code create aiincidents.lastgood.dev}. */
    @Override
    public String toString() {
        return verb + " " + resource + "." + group();
    }
}
