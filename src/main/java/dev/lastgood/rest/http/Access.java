package dev.lastgood.rest.http;

import com.github.benmanes.caffeine.cache.Cache;
import dev.lastgood.config.RestConfig;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a caller may do: what the cluster's own RBAC says, asked of the API server and remembered for a short time. */
@ApplicationScoped
public class Access {

    private static final int REMEMBERED = 50_000;
    private static final int MOST_NAMESPACES = 256;
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final String ALL = "";

    private record Question(String caller, Permission permission, String namespace) {}

    private final KubernetesClient client;
    private final Cache<Question, Boolean> answers;

    Access(KubernetesClient client, RestConfig config) {
        this.client = client;
        this.answers = AccessCache.of(config, REMEMBERED, allowed -> allowed);
    }

    /** Whether the caller may do this in a namespace. */
    boolean may(Caller caller, Permission permission, String namespace) {
        return answers.get(new Question(caller.key(), permission, namespace), unknown -> ask(caller, unknown));
    }

    /**
     * Returns those of the namespaces in which the caller may do this.
     *
     * @throws ProblemException where they are too many to ask for each
     */
    public Set<String> among(Caller caller, Permission permission, Collection<String> namespaces) {
        Set<String> all = new TreeSet<>(namespaces);
        if (all.size() > 1 && may(caller, permission, ALL)) {
            return all;
        }
        if (all.size() > MOST_NAMESPACES) {
            throw ProblemException.of(
                    ProblemType.InvalidRequest,
                    "there are too many namespaces to ask for the rights in each: add ?namespace=");
        }
        all.removeIf(namespace -> !may(caller, permission, namespace));
        return all;
    }

    /** @throws ProblemException where the caller may not, whatever there is in that namespace */
    public void require(Caller caller, Permission permission, String namespace) {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw ProblemException.of(
                    ProblemType.InvalidRequest,
                    "namespace is not one that a namespace can have: write lower case letters, digits and '-'");
        }
        if (!may(caller, permission, namespace)) {
            throw forbidden(caller, permission, "in namespace " + namespace);
        }
    }

    public static ProblemException forbidden(Caller caller, Permission permission, String where) {
        return ProblemException.of(
                ProblemType.Forbidden,
                "user \"" + PlainText.of(caller.user()) + "\" may not " + permission + " " + where
                        + ": grant it by a Role, see examples/rest-access.yaml");
    }

    private boolean ask(Caller caller, Question question) {
        SubjectAccessReview asked = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(caller.user())
                .withUid(caller.uid())
                .withGroups(caller.groups())
                .withExtra(caller.extra())
                .withNewResourceAttributes()
                .withNamespace(question.namespace())
                .withVerb(question.permission().verb())
                .withGroup(question.permission().group())
                .withResource(question.permission().resource())
                .endResourceAttributes()
                .endSpec()
                .build();
        SubjectAccessReview answer = Reviews.ask(
                "subjectaccessreviews.authorization.k8s.io",
                () -> client.authorization().v1().subjectAccessReview().create(asked));
        return Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }
}
