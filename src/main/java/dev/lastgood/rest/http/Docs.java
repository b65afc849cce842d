package dev.lastgood.rest.http;

/** Words of the OpenAPI document that several operations share. */
public final class Docs {

    public static final String MODEL_ID =
            "spec.modelId of the ModelDeployment, else its name; write %2F for a slash in it";
    public static final String NAMESPACE =
            "Where the model is. Needed only where several namespaces in which you have the right have a model of this id";
    public static final String INCIDENT_NAMESPACE = "The namespace of the incident";
    public static final String INCIDENT_NAME = "The name of the incident";

    public static final String LIMIT = "How many at most, 1 to 500; default 50";

    private Docs() {}
}
