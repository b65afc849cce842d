package dev.lastgood.operator.rest;

import dev.lastgood.kube.Login;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.util.Set;

/** Callers with service accounts of their own, and what they may do. */
public final class RestUsers {

    /** All that the REST interface offers. */
    static final Set<String> OPERATIONS = Set.of(
            "GET /ai/models",
            "GET /ai/models/{modelId}",
            "POST /ai/models/{modelId}/bias-review",
            "POST /ai/models/{modelId}/retrain",
            "GET /ai/audit",
            "GET /ai/evidence",
            "GET /ai/models/{modelId}/runs",
            "POST /ai/models/{modelId}/rollback",
            "GET /ai/incidents",
            "GET /ai/incidents/{namespace}/{name}",
            "GET /ai/incidents/{namespace}/{name}/post-mortem",
            "POST /ai/incidents/{namespace}/{name}/acknowledge",
            "POST /ai/incidents/{namespace}/{name}/approve",
            "POST /ai/incidents/{namespace}/{name}/resolve",
            "POST /webhooks/alertmanager",
            "POST /webhooks/grafana");

    /** A new caller who may do nothing. */
    public static RestCaller without(Stage stage, OperatorUnderTest operator, String name) {
        Login login = stage.plane().serviceAccount(stage.namespace(), name);
        return new RestCaller(() -> operator.process().url(), login.token());
    }

    /** A new caller who may do this in the stage's namespace, by RBAC. */
    public static RestCaller in(Stage stage, OperatorUnderTest operator, String name, String verbs, String resource) {
        RestCaller caller = without(stage, operator, name);
        grant(stage, stage, name, verbs, resource);
        return caller;
    }

    /** A service account of one stage may do this in another. */
    static void grant(Stage where, Stage home, String name, String verbs, String resource) {
        where.apply(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: %1$s-%4$s}
                rules:
                - {apiGroups: [lastgood.dev], resources: [%4$s], verbs: [%3$s]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %1$s-%4$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s-%4$s}
                subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
                """
                        .formatted(name, home.namespace(), verbs, resource));
    }

    private RestUsers() {}
}
