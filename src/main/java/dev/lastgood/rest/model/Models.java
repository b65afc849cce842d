package dev.lastgood.rest.model;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.rest.http.Access;
import dev.lastgood.rest.http.Caller;
import dev.lastgood.rest.http.Permission;
import dev.lastgood.rest.http.Problem;
import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the model that a path names. Who has no right anywhere gets the same 403, and who has one elsewhere the same 404,
 * whether there is such a model or not: nobody learns what there is where they may not look.
 */
@ApplicationScoped
public class Models {

    private final WatchedModels models;
    private final Access access;

    Models(WatchedModels models, Access access) {
        this.models = models;
        this.access = access;
    }

    /** As {@link #find(Caller, Permission, String, String)}. */
    ModelDeployment find(Caller caller, Permission permission, ModelPath path) {
        return find(caller, permission, path.modelId, path.namespace);
    }

    /**
     * Returns the model on which the caller may do this.
     *
     * @param namespace null: the only one in which the caller may and that has such a model
     * @throws ProblemException where there is none, or more than one
     */
    public ModelDeployment find(Caller caller, Permission permission, String modelId, String namespace) {
        List<ModelDeployment> found = models.withId(modelId);
        if (namespace != null) {
            access.require(caller, permission, namespace);
            found = in(found, Set.of(namespace));
        } else {
            found = in(found, access.among(caller, permission, namespaces(found)));
            if (found.isEmpty()) {
                requireAnywhere(caller, permission);
            }
        }
        if (found.isEmpty()) {
            throw ProblemException.of(
                    ProblemType.UnknownModel,
                    "no ModelDeployment of this modelId is in " + (namespace == null ? "a namespace" : "the namespace")
                            + " in which you may " + permission);
        }
        if (found.size() > 1) {
            throw ambiguous(found);
        }
        return found.get(0);
    }

    /** Returns all models on which the caller may do this, by namespace and name. */
    public List<ModelDeployment> visible(Caller caller, Permission permission) {
        List<ModelDeployment> all = models.all().toList();
        return in(all, access.among(caller, permission, namespaces(all))).stream()
                .sorted(Comparator.comparing(
                                (ModelDeployment m) -> m.getMetadata().getNamespace())
                        .thenComparing(m -> m.getMetadata().getName()))
                .toList();
    }

    private void requireAnywhere(Caller caller, Permission permission) {
        Set<String> all = namespaces(models.all().toList());
        if (!all.isEmpty() && access.among(caller, permission, all).isEmpty()) {
            throw Access.forbidden(caller, permission, "in any namespace that has a model");
        }
    }

    private static ProblemException ambiguous(List<ModelDeployment> found) {
        Set<String> namespaces = namespaces(found);
        return ProblemException.of(Problem.of(
                        ProblemType.AmbiguousModel,
                        namespaces.size() > 1
                                ? "add ?namespace= with one of " + String.join(", ", namespaces)
                                : "several ModelDeployments in namespace "
                                        + namespaces.iterator().next()
                                        + " have this modelId: give each spec.modelId of its own")
                .with("namespaces", namespaces));
    }

    private static List<ModelDeployment> in(List<ModelDeployment> models, Set<String> namespaces) {
        return models.stream()
                .filter(m -> namespaces.contains(m.getMetadata().getNamespace()))
                .toList();
    }

    private static Set<String> namespaces(List<ModelDeployment> models) {
        return models.stream().map(m -> m.getMetadata().getNamespace()).collect(Collectors.toCollection(TreeSet::new));
    }
}
