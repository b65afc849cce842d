package dev.lastgood.lib.kube;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Set;
import java.util.regex.Pattern;

/** What it means that the API server did not do what a request asked: the one place that reads its codes and its words. */
public enum ApiRefusal {
    /** The object is no longer as it was seen: another resourceVersion or uid, or a field that someone else applied. */
    Conflict,
    /** There is an object of this name. */
    AlreadyExists,
    /**
     * The object is not what a JSON Patch expected: a failed {@code test}, or a path that does not exist. The API server
     * does not say which, so read the object again: if everything that was tested is still so, the patch was refused for
     * another reason.
     */
    GuardFailed,
    /** The object, its namespace or its kind does not exist. */
    NotFound,
    /** What a list or a watch wanted to continue is no longer kept. */
    Gone,
    /** RBAC does not grant the right. */
    RightMissing,
    /** The namespace's quota is used up. */
    QuotaExceeded,
    /** An admission policy, a webhook or the API server itself forbids this change. */
    Denied,
    /** The body is not JSON, or not an object of this kind. */
    Malformed,
    /** The object violates its schema or a validation. */
    Invalid,
    /** The body is too large. */
    TooLarge,
    /** The token is not accepted; the client soon has another one. */
    Unauthenticated,
    /** Too many requests at once. */
    Throttled,
    /** The API server, or a server that it asks, cannot answer now; the request may have been carried out. */
    Unavailable,
    /** No reply arrived; the request may have been carried out. */
    NoReply,
    /** Anything else that stays as it is when repeated, such as a method that is not allowed. */
    Other;

    private static final Set<ApiRefusal> TRANSIENT = Set.of(Unauthenticated, Throttled, Unavailable, NoReply);
    private static final Set<ApiRefusal> OUTDATED = Set.of(Conflict, AlreadyExists, GuardFailed);
    private static final Set<ApiRefusal> FORBIDDEN = Set.of(RightMissing, QuotaExceeded, Denied);

    /** The words of the authorizer; those of an admission plugin come behind "forbidden:" too. */
    private static final Pattern RBAC =
            Pattern.compile("(.* is )?forbidden: User \".*\" cannot [a-z]+ (resource|path) .*", Pattern.DOTALL);

    private static final String QUOTA = "exceeded quota";

    /**
     * The words in front of what a webhook or a policy says. It may choose the code, too: a denial with 422 is not a failed
     * guard, and one with 401 will not pass.
     */
    private static final Pattern DENIED = Pattern.compile(
            "(admission webhook \".*\"|.*[Pp]olicy ['\"].*['\"]) denied (the )?request.*", Pattern.DOTALL);

    /** Returns what the failure of a request means. */
    public static ApiRefusal of(KubernetesClientException failure) {
        return of(failure.getCode(), failure.getStatus());
    }

    /**
     * Returns what an answer means that is not a success.
     *
     * @param code of HTTP; 0 or less if no reply arrived
     * @param status the body; null if it was something else, such as a proxy's page
     */
    public static ApiRefusal of(int code, Status status) {
        if (code >= 400 && code < 500 && code != 429 && isDenial(status)) {
            return Denied;
        }
        return switch (code) {
            case 400 -> Malformed;
            case 401 -> Unauthenticated;
            case 403 -> forbidden(status);
            case 404 -> NotFound;
            case 408 -> Unavailable;
            case 409 -> status != null && "AlreadyExists".equals(status.getReason()) ? AlreadyExists : Conflict;
            case 410 -> Gone;
            case 413 -> TooLarge;
            case 422 -> namesAnObject(status) ? Invalid : GuardFailed;
            case 429 -> Throttled;
            default -> code <= 0 ? NoReply : code >= 500 ? Unavailable : Other;
        };
    }

    /** Returns why the request failed, in the server's words if there are any. */
    public static String words(KubernetesClientException failure) {
        String said = failure.getStatus() == null ? null : failure.getStatus().getMessage();
        return said == null ? "code " + failure.getCode() : said;
    }

    /** Returns whether the same request may succeed later. */
    public boolean isTransient() {
        return TRANSIENT.contains(this);
    }

    /** Returns whether the object is not as the request expected: read it again before concluding anything. */
    public boolean isOutdated() {
        return OUTDATED.contains(this);
    }

    /** Returns whether someone forbids the request, by whatever means. */
    public boolean isForbidden() {
        return FORBIDDEN.contains(this);
    }

    private static boolean isDenial(Status status) {
        return status != null
                && status.getMessage() != null
                && DENIED.matcher(status.getMessage()).matches();
    }

    private static ApiRefusal forbidden(Status status) {
        String said = status == null || status.getMessage() == null ? "" : status.getMessage();
        return RBAC.matcher(said).matches() ? RightMissing : said.contains(QUOTA) ? QuotaExceeded : Denied;
    }

    /** A validation names the object; a patch that cannot be applied has no details. */
    private static boolean namesAnObject(Status status) {
        return status != null
                && status.getDetails() != null
                && status.getDetails().getKind() != null
                && !status.getDetails().getKind().isEmpty();
    }
}
