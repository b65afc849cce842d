package dev.lastgood.rest.http;

/** What can be wrong with a request. The name ends the problem's {@code type} and never changes its meaning. */
public enum ProblemType {
    UnreadableBody(400, "The body cannot be read"),
    InvalidRequest(400, "The request is not valid"),
    Unauthenticated(401, "A bearer token of the cluster is needed"),
    Forbidden(403, "The right to do this is missing"),
    NotFound(404, "There is no such thing"),
    UnknownModel(404, "There is no such model"),
    UnknownIncident(404, "There is no such incident"),
    MethodNotAllowed(405, "This path has no such method"),
    NotAcceptable(406, "There is no such representation"),
    AmbiguousModel(409, "Several namespaces have a model of this id"),
    VersionNotKept(409, "No kept revision has this version"),
    PlanNotFound(409, "There is no plan to approve"),
    PlanChanged(409, "The plan is another one by now"),
    CannotRetrain(409, "The model cannot be retrained now"),
    ChangedMeanwhile(409, "Somebody else changed it at the same time"),
    BiasReviewNotConfigured(409, "There is no checklist for the review"),
    LengthRequired(411, "The length of the body must be said"),
    BodyTooLarge(413, "The body is too large"),
    UnsupportedMediaType(415, "The body is of a type that is not read"),
    KeyReused(422, "The Idempotency-Key was used for another request"),
    AlertsUnusable(422, "None of the alerts is of any use"),
    Refused(422, "The API server refused it"),
    TooManyRequests(429, "Too many requests"),
    InternalError(500, "A fault of Lastgood"),
    NotReady(503, "Lastgood is starting"),
    Busy(503, "Too much is under way"),
    ApiServerUnavailable(503, "The API server does not answer"),
    RightsMissing(503, "Lastgood lacks a right"),
    DatabaseNotConfigured(503, "There is no database"),
    DatabaseUnavailable(503, "The database does not answer");

    private static final String PREFIX = "urn:lastgood:problem:";

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String uri() {
        return PREFIX + name();
    }
}
