package dev.lastgood.rest.http;

import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the API server answered, as a problem of the caller's request. */
public final class KubeProblem {

    private static final int PAUSE_SECONDS = 5;

    public static ProblemException of(KubernetesClientException e) {
        return switch (ApiRefusal.of(e)) {
            case RightMissing ->
                ProblemException.retryAfter(
                        PAUSE_SECONDS,
                        ProblemType.RightsMissing,
                        PlainText.of(e.getStatus().getMessage()));
            case NotFound -> ProblemException.of(ProblemType.NotFound, "it, or its namespace, is gone");
            // What admission refuses is the caller's to see.
            case Malformed, Denied, QuotaExceeded, Invalid, GuardFailed -> ProblemException.of(refused(e.getStatus()));
            case Conflict, AlreadyExists ->
                ProblemException.of(ProblemType.ChangedMeanwhile, "read it again and repeat the call");
            default -> unavailable();
        };
    }

    public static ProblemException unavailable() {
        return ProblemException.retryAfter(
                PAUSE_SECONDS, ProblemType.ApiServerUnavailable, "try again, or use kubectl; probes go on meanwhile");
    }

    private static Problem refused(Status status) {
        Problem problem = Problem.of(ProblemType.Refused, PlainText.of(status == null ? null : status.getMessage()));
        return status == null || status.getDetails() == null
                ? problem
                : problem.with("errors", errors(status.getDetails().getCauses()));
    }

    private static List<Map<String, String>> errors(List<StatusCause> causes) {
        return causes.stream()
                .map(c -> Map.of(
                        "field", Objects.requireNonNullElse(c.getField(), ""),
                        "message", PlainText.of(c.getMessage())))
                .toList();
    }

    private KubeProblem() {}
}
