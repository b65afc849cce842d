package dev.lastgood.act.route;

import static dev.lastgood.act.kube.JsonPatch.pointer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.KeptPart;
import dev.lastgood.act.kube.RefusalReason;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.RouteRecord;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Route;
import dev.lastgood.decide.action.RouteOutcome;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Switches an HTTPRoute to its fallback, and back. Only the backendRefs of its rules are written, and only while the spec is
 * as it was read.
 */
public final class RouteSwitch {

    private static final int ATTEMPTS = 3;
    private static final String RULE = "rule";
    private static final String REFS = "backendRefs";

    private final KubernetesClient client;
    private final ApiPatcher patcher;

    /** Reads and writes with this client. */
    public RouteSwitch(KubernetesClient client) {
        this(client, new ApiPatcher(client));
    }

    private RouteSwitch(KubernetesClient client, ApiPatcher patcher) {
        this.client = client;
        this.patcher = patcher;
    }

    /** Returns one that has the API server say what each write would do, and changes nothing. */
    public RouteSwitch rehearsing() {
        return new RouteSwitch(client, ApiPatcher.rehearsing(client));
    }

    /**
     * What {@link #switchOver} would do.
     *
     * @return Running where it would be switched, with the rules before and after; Done with {@code RouteAlreadySwitched};
     *     or Failed
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public RouteOutcome look(String namespace, Route route) {
        try {
            ArrayNode rules = rules(read(namespace, route.httpRouteRef.name));
            ArrayNode before = toSwitch(rules, route);
            return before.isEmpty()
                    ? already(rules, route)
                    : outcome(
                            StepState.Running,
                            Reason.RouteSwitched,
                            "HTTPRoute " + route.httpRouteRef.name + " can be led to " + fallback(route),
                            before,
                            switched(before, route));
        } catch (SwitchProblem problem) {
            return RouteOutcome.failed(problem.reason(), problem.getMessage());
        }
    }

    /**
     * Leads the route to its fallback: one read, and one write unless it leads there already. To be repeated after a
     * crash.
     *
     * @return Done or Failed; whatever a person has to put right is an outcome and not an exception
     * @throws KubernetesClientException as {@link #look}
     */
    public RouteOutcome switchOver(String namespace, Route route) {
        String name = route.httpRouteRef.name;
        return guarded(namespace, name, found -> {
            ArrayNode rules = rules(found);
            ArrayNode before = toSwitch(rules, route);
            if (before.isEmpty()) {
                return already(rules, route);
            }
            ArrayNode after = switched(before, route);
            patch(found, before, after);
            return outcome(
                    StepState.Done,
                    Reason.RouteSwitched,
                    "HTTPRoute " + name + (patcher.rehearses() ? " would lead to " : " leads to ") + fallback(route),
                    before,
                    after);
        });
    }

    /**
     * Puts the rules back as they were, if they are still as they were left. To be repeated after a crash.
     *
     * @return Done with {@code RouteRestored}, or Failed
     * @throws KubernetesClientException as {@link #look}
     */
    public RouteOutcome restore(String namespace, RouteRecord record) {
        if (KeptPart.isDigest(record.before) || KeptPart.isDigest(record.after)) {
            return RouteOutcome.failed(
                    Reason.RouteNotRestorable,
                    "the backends of HTTPRoute " + record.name + " are larger than " + KeptPart.LIMIT
                            + " bytes, so that only their digest was kept: put them back by hand");
        }
        return guarded(namespace, record.name, found -> {
            ArrayNode rules = rules(found);
            ArrayNode from = JsonNodeFactory.instance.arrayNode();
            ArrayNode to = JsonNodeFactory.instance.arrayNode();
            JsonNode before = Json.parse(record.before);
            JsonNode after = Json.parse(record.after);
            for (int i = 0; i < after.size(); i++) {
                JsonNode now = rules.path(after.get(i).get(RULE).asInt()).path(REFS);
                if (now.equals(before.get(i).get(REFS))) {
                    continue;
                }
                if (!now.equals(after.get(i).get(REFS))) {
                    return RouteOutcome.failed(
                            Reason.RouteChangedMeanwhile,
                            "HTTPRoute " + record.name
                                    + " was changed by somebody since it was switched, and stays as it is");
                }
                from.add(after.get(i));
                to.add(before.get(i));
            }
            if (!from.isEmpty()) {
                patch(found, from, to);
            }
            return new RouteOutcome(
                    StepState.Done,
                    Reason.RouteRestored,
                    "HTTPRoute " + record.name + " leads where it led before",
                    null,
                    null);
        });
    }

    /** What is to become of a route that was read. */
    private interface Change {
        RouteOutcome of(HttpRoute found);
    }

    private RouteOutcome guarded(String namespace, String name, Change change) {
        HttpRoute found = null;
        KubernetesClientException refusal = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                HttpRoute tried = found;
                found = read(namespace, name);
                if (tried != null && ApiRefusal.of(refusal) == ApiRefusal.GuardFailed && isSame(tried, found)) {
                    return refused(name, Reason.RefusedByAdmission, refusal);
                }
                return change.of(found);
            } catch (SwitchProblem problem) {
                return RouteOutcome.failed(problem.reason(), problem.getMessage());
            } catch (KubernetesClientException refused) {
                ApiRefusal meaning = ApiRefusal.of(refused);
                if (meaning.isTransient()) {
                    throw refused;
                }
                if (meaning != ApiRefusal.NotFound && !meaning.isOutdated()) {
                    return refused(name, RefusalReason.of(refused), refused);
                }
                refusal = refused;
            }
        }
        return RouteOutcome.failed(
                Reason.ChangedMeanwhile,
                "HTTPRoute " + name + " was not changed: " + ATTEMPTS
                        + " times it changed between reading and writing it: " + ApiRefusal.words(refusal));
    }

    /** Then no guard can have failed. */
    private static boolean isSame(HttpRoute one, HttpRoute other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid())
                && one.getMetadata().getGeneration().equals(other.getMetadata().getGeneration());
    }

    private static RouteOutcome refused(String name, Reason reason, KubernetesClientException refusal) {
        return RouteOutcome.failed(reason, "HTTPRoute " + name + " was not changed: " + ApiRefusal.words(refusal));
    }

    private HttpRoute read(String namespace, String name) throws SwitchProblem {
        try {
            HttpRoute found = client.resources(HttpRoute.class)
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
            if (found == null) {
                throw client.supports(HttpRoute.class)
                        ? new SwitchProblem(
                                Reason.RouteMissing, "there is no HTTPRoute " + name + " in namespace " + namespace)
                        : new SwitchProblem(
                                Reason.RouteNotServed,
                                "the cluster does not serve httproutes.gateway.networking.k8s.io/v1: install the Gateway "
                                        + "API, or remove spec.route");
            }
            return found;
        } catch (KubernetesClientException refused) {
            throw SwitchProblem.unreadable("HTTPRoute " + name + " cannot be read", refused);
        }
    }

    private static ArrayNode rules(HttpRoute found) {
        JsonNode spec = Json.asRead(found.getAdditionalProperties().get("spec"));
        return spec != null && spec.path("rules") instanceof ArrayNode rules
                ? rules
                : JsonNodeFactory.instance.arrayNode();
    }

    /** The rules that lead to the model: by index, with what they have now. */
    private static ArrayNode toSwitch(ArrayNode rules, Route route) {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < rules.size(); i++) {
            JsonNode refs = rules.get(i).path(REFS);
            // One without backends redirects, or answers by itself: there is nothing to lead elsewhere.
            if (!refs.isEmpty() && !leadsToFallback(refs, route) && isMeant(refs, route)) {
                found.addObject().put(RULE, i).set(REFS, refs);
            }
        }
        return found;
    }

    private static boolean isMeant(JsonNode refs, Route route) {
        if (route.backendRef == null) {
            return true;
        }
        for (JsonNode ref : refs) {
            if (ref.path("name").asText().equals(route.backendRef.name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean leadsToFallback(JsonNode refs, Route route) {
        return refs.size() == 1
                && refs.get(0).path("name").asText().equals(route.fallback.serviceRef.name)
                && refs.get(0).path("port").asInt() == route.fallback.serviceRef.port;
    }

    private static RouteOutcome already(ArrayNode rules, Route route) {
        ArrayNode there = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < rules.size(); i++) {
            if (leadsToFallback(rules.get(i).path(REFS), route)) {
                there.addObject().put(RULE, i).set(REFS, rules.get(i).get(REFS));
            }
        }
        String name = route.httpRouteRef.name;
        return there.isEmpty()
                ? RouteOutcome.failed(
                        Reason.RouteHasNoBackend,
                        "HTTPRoute " + name + " has no rule that sends to "
                                + (route.backendRef == null ? "a backend" : route.backendRef.name))
                : outcome(
                        StepState.Done,
                        Reason.RouteAlreadySwitched,
                        "HTTPRoute " + name + " led to " + fallback(route) + " already",
                        there,
                        there);
    }

    /** All that the API server would add by itself is written, so that what is stored is what was sent. */
    private static ArrayNode switched(ArrayNode before, Route route) {
        ArrayNode after = JsonNodeFactory.instance.arrayNode();
        for (JsonNode rule : before) {
            after.addObject()
                    .put(RULE, rule.get(RULE).asInt())
                    .putArray(REFS)
                    .addObject()
                    .put("group", "")
                    .put("kind", "Service")
                    .put("name", route.fallback.serviceRef.name)
                    .put("port", route.fallback.serviceRef.port)
                    .put("weight", 1);
        }
        return after;
    }

    private void patch(HttpRoute found, ArrayNode from, ArrayNode to) {
        JsonPatch patch = JsonPatch.whileSpecIs(found);
        for (int i = 0; i < from.size(); i++) {
            patch.replace(
                    pointer("spec", "rules", from.get(i).get(RULE).asText(), REFS),
                    to.get(i).get(REFS));
        }
        patcher.patch(
                HttpRoute.class,
                found.getMetadata().getNamespace(),
                found.getMetadata().getName(),
                patch);
    }

    private static RouteOutcome outcome(
            StepState state, Reason reason, String message, JsonNode before, JsonNode after) {
        return new RouteOutcome(state, reason, message, KeptPart.of(before.toString()), KeptPart.of(after.toString()));
    }

    private static String fallback(Route route) {
        return "Service " + route.fallback.serviceRef.name + ", port " + route.fallback.serviceRef.port;
    }
}
