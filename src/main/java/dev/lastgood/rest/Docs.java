package dev.lastgood.rest;

/** Words of the OpenAPI document that several operations share. */
final class Docs {

    static final String MODEL_ID = "spec.modelId of the ModelDeployment, else its name; write %2F for a slash in it";
    static final String NAMESPACE =
            "Where the model is. Needed only where several namespaces in which you have the right have a model of this id";
    static final String INCIDENT_NAMESPACE = "The namespace of the incident";
    static final String INCIDENT_NAME = "The name of the incident";

    static final String LIMIT = "How many at most, 1 to 500; default 50";

    private Docs() {}
}
