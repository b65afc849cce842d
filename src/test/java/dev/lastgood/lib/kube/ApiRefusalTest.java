package dev.lastgood.lib.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.ConnectException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bodies are those of kube-apiserver 1.36.3, word for word but for a few long messages. */
class ApiRefusalTest {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    static Stream<Arguments> bodies() {
        return Stream.of(
                row(
                        "an object that was changed since",
                        ApiRefusal.Conflict,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"Operation cannot be fulfilled on configmaps \\"x\\": the object has been modified; \
                        please apply your changes to the latest version and try again",\
                        "reason":"Conflict","details":{"name":"x","kind":"configmaps"},"code":409}"""),
                row(
                        "a deletion of another uid",
                        ApiRefusal.Conflict,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"Operation cannot be fulfilled on ConfigMap \\"x\\": the UID in the precondition \
                        (00000000-0000-0000-0000-000000000000) does not match the UID in record \
                        (131e3b2c-dd11-4f79-bc2d-5910514ed9d8). The object might have been deleted and then recreated",\
                        "reason":"Conflict","details":{"name":"x","kind":"ConfigMap"},"code":409}"""),
                row(
                        "a server-side apply of another's field",
                        ApiRefusal.Conflict,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"Apply failed with 1 conflict: conflict with \\"kubectl\\" using v1: .data.a",\
                        "reason":"Conflict","details":{"causes":[{"reason":"FieldManagerConflict",\
                        "message":"conflict with \\"kubectl\\" using v1","field":".data.a"}]},"code":409}"""),
                row(
                        "a name that is taken",
                        ApiRefusal.AlreadyExists,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"configmaps \\"x\\" already exists","reason":"AlreadyExists",\
                        "details":{"name":"x","kind":"configmaps"},"code":409}"""),
                row(
                        "a failed test, or a path that does not exist",
                        ApiRefusal.GuardFailed,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"the server rejected our request due to an error in our request",\
                        "reason":"Invalid","details":{},"code":422}"""),
                row(
                        "an object that does not exist",
                        ApiRefusal.NotFound,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"configmaps \\"none\\" not found","reason":"NotFound",\
                        "details":{"name":"none","kind":"configmaps"},"code":404}"""),
                row(
                        "a namespace that does not exist",
                        ApiRefusal.NotFound,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"namespaces \\"none\\" not found","reason":"NotFound",\
                        "details":{"name":"none","kind":"namespaces"},"code":404}"""),
                row(
                        "a watch that begins too far back",
                        ApiRefusal.Gone,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"too old resource version: 1 (275)","reason":"Expired","code":410}"""),
                row(
                        "a right that is missing",
                        ApiRefusal.RightMissing,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"deployments.apps \\"x\\" is forbidden: User \\"system:serviceaccount:ai:poor\\" cannot \
                        patch resource \\"deployments\\" in API group \\"apps\\" in the namespace \\"ai\\"",\
                        "reason":"Forbidden","details":{"name":"x","group":"apps","kind":"deployments"},"code":403}"""),
                row(
                        "a right on all namespaces that is missing",
                        ApiRefusal.RightMissing,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"nodes is forbidden: User \\"system:serviceaccount:ai:poor\\" cannot list resource \
                        \\"nodes\\" in API group \\"\\" at the cluster scope",\
                        "reason":"Forbidden","details":{"kind":"nodes"},"code":403}"""),
                row(
                        "a right on a path that is missing",
                        ApiRefusal.RightMissing,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"forbidden: User \\"system:serviceaccount:ai:poor\\" cannot get path \\"/metrics\\"",\
                        "reason":"Forbidden","details":{},"code":403}"""),
                row(
                        "a quota",
                        ApiRefusal.QuotaExceeded,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"jobs.batch \\"j\\" is forbidden: exceeded quota: q, requested: count/jobs.batch=1, \
                        used: count/jobs.batch=0, limited: count/jobs.batch=0",\
                        "reason":"Forbidden","details":{"name":"j","group":"batch","kind":"jobs"},"code":403}"""),
                row(
                        "an admission policy",
                        ApiRefusal.Denied,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"configmaps \\"x\\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied \
                        request: no","reason":"Forbidden","details":{"name":"x","kind":"configmaps",\
                        "causes":[{"message":"ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no"}]},\
                        "code":403}"""),
                row(
                        "an admission policy that speaks of rights",
                        ApiRefusal.Denied,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"configmaps \\"x\\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied \
                        request: you cannot patch resource x","reason":"Forbidden","details":{"name":"x",\
                        "kind":"configmaps"},"code":403}"""),
                row(
                        "a namespace that is being deleted",
                        ApiRefusal.Denied,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"configmaps \\"late\\" is forbidden: unable to create new content in namespace ai \
                        because it is being terminated","reason":"Forbidden","details":{"name":"late",\
                        "kind":"configmaps","causes":[{"reason":"NamespaceTerminating",\
                        "message":"namespace ai is being terminated","field":"metadata.namespace"}]},"code":403}"""),
                row(
                        "an admission policy whose reason is Invalid",
                        ApiRefusal.Denied,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"configmaps \\"x\\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied \
                        request: no","reason":"Invalid","details":{"name":"x","kind":"configmaps",\
                        "causes":[{"message":"ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no"}]},\
                        "code":422}"""),
                row(
                        "an admission policy whose reason is Unauthorized",
                        ApiRefusal.Denied,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"configmaps \\"x\\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied \
                        request: no","reason":"Unauthorized","details":{"name":"x","kind":"configmaps"},"code":401}"""),
                row(
                        "a webhook that says 422",
                        ApiRefusal.Denied,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"admission webhook \\"a.example.test\\" denied the request: no such image",\
                        "reason":"Invalid","code":422}"""),
                row(
                        "a webhook that says 409",
                        ApiRefusal.Denied,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"admission webhook \\"a.example.test\\" denied the request without explanation",\
                        "reason":"Conflict","code":409}"""),
                row(
                        "a webhook that cannot answer and says so",
                        ApiRefusal.Unavailable,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"admission webhook \\"a.example.test\\" denied the request: not ready yet","code":500}"""),
                row(
                        "an object that violates a validation",
                        ApiRefusal.Invalid,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"Deployment.apps \\"d\\" is invalid: spec.selector: Required value",\
                        "reason":"Invalid","details":{"name":"d","group":"apps","kind":"Deployment",\
                        "causes":[{"reason":"FieldValueRequired","message":"Required value","field":"spec.selector"}]},\
                        "code":422}"""),
                row(
                        "a patch that is not JSON",
                        ApiRefusal.Malformed,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"error decoding patch: invalid character ']' looking for beginning of object key \
                        string","reason":"BadRequest","code":400}"""),
                row(
                        "a body over 3 MiB",
                        ApiRefusal.TooLarge,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"Request entity too large: limit is 3145728","reason":"RequestEntityTooLarge",\
                        "code":413}"""),
                row(
                        "a token that is not accepted",
                        ApiRefusal.Unauthenticated,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized",\
                        "reason":"Unauthorized","code":401}"""),
                row(
                        "a webhook that does not answer",
                        ApiRefusal.Unavailable,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"Internal error occurred: failed calling webhook \\"a.example.test\\"",\
                        "reason":"InternalError","details":{"causes":[{"message":"failed calling webhook \
                        \\"a.example.test\\""}]},"code":500}"""),
                row(
                        "a version that the API server does not have yet",
                        ApiRefusal.Unavailable,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"Timeout: Too large resource version: 99999999, current: 275","reason":"Timeout",\
                        "details":{"causes":[{"reason":"ResourceVersionTooLarge",\
                        "message":"Too large resource version"}],"retryAfterSeconds":1},"code":504}"""),
                row(
                        "a media type that is unknown",
                        ApiRefusal.Other,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"415: Unsupported Media Type","reason":"UnsupportedMediaType","details":{},\
                        "code":415}"""),
                row(
                        "a method that is not allowed",
                        ApiRefusal.Other,
                        """
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                        "message":"the server does not allow this method on the requested resource",\
                        "reason":"MethodNotAllowed","details":{},"code":405}"""));
    }

    private static Arguments row(String name, ApiRefusal meaning, String body) {
        return Arguments.of(name, meaning, body);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void theBodyTellsWhatARefusalMeans(String name, ApiRefusal meaning, String body) {
        Status status = JSON.unmarshal(body, Status.class);
        KubernetesClientException refusal = new KubernetesClientException("refused", status.getCode(), status);

        assertThat(ApiRefusal.of(refusal)).isEqualTo(meaning);
        assertThat(ApiRefusal.words(refusal)).isEqualTo(status.getMessage());
    }

    /** "404 page not found", "service unavailable", "Too many requests, please try again later.". */
    @Test
    void anAnswerWithoutAStatusIsToldByItsCode() {
        assertThat(ApiRefusal.of(404, null)).isEqualTo(ApiRefusal.NotFound);
        assertThat(ApiRefusal.of(429, null)).isEqualTo(ApiRefusal.Throttled);
        assertThat(ApiRefusal.of(503, null)).isEqualTo(ApiRefusal.Unavailable);
        assertThat(ApiRefusal.of(403, null)).isEqualTo(ApiRefusal.Denied);
        assertThat(ApiRefusal.words(new KubernetesClientException("refused", 503, null)))
                .isEqualTo("code 503");
    }

    @Test
    void aLostReplyIsARefusalOfItsOwn() {
        KubernetesClientException lost =
                new KubernetesClientException("no answer", new ConnectException("connection refused"));

        assertThat(ApiRefusal.of(lost)).isEqualTo(ApiRefusal.NoReply);
    }

    @Test
    void whatMayPassIsTransient() {
        assertThat(Stream.of(ApiRefusal.values()).filter(ApiRefusal::isTransient))
                .containsExactly(
                        ApiRefusal.Unauthenticated, ApiRefusal.Throttled, ApiRefusal.Unavailable, ApiRefusal.NoReply);
    }

    @Test
    void aFailedTestAndAConflictMeanOutdatedAndAnInvalidObjectDoesNot() {
        assertThat(ApiRefusal.of(refusal(409, null)).isOutdated()).isTrue();
        assertThat(ApiRefusal.of(refusal(422, null)).isOutdated()).isTrue();
        assertThat(ApiRefusal.of(refusal(422, "Deployment")).isOutdated()).isFalse();
        assertThat(ApiRefusal.of(refusal(403, null)).isOutdated()).isFalse();
    }

    private static KubernetesClientException refusal(int code, String kind) {
        return new KubernetesClientException(
                "refused",
                code,
                new StatusBuilder()
                        .withCode(code)
                        .withNewDetails()
                        .withKind(kind)
                        .endDetails()
                        .build());
    }
}
