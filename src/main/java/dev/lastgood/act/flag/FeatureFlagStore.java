package dev.lastgood.act.flag;

import static dev.lastgood.act.kube.JsonPatch.pointer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * A FeatureFlag of the OpenFeature operator. Only this flag of it is written, and only while the object is as it was read.
 * The guard is the resourceVersion. The generation would not be better: versions of this CRD without a status subresource
 * raise it with each status update. The flag itself cannot be tested: its targeting rules contain {@code <} and {@code >},
 * which the API server compares in its own encoding. Someone else's write between read and write costs another try.
 */
record FeatureFlagStore(KubernetesClient client, ApiPatcher patcher, String namespace, String name)
        implements FlagStore {

    private static final String FLAGS = "flags";

    @Override
    public String where() {
        return "FeatureFlag " + KnownNames.quoted(name);
    }

    @Override
    public Held read() throws SwitchProblem {
        FeatureFlag found;
        try {
            found = client.resources(FeatureFlag.class)
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
            if (found == null) {
                throw missing(client.supports(FeatureFlag.class));
            }
        } catch (KubernetesClientException refused) {
            throw SwitchProblem.unreadable("It cannot be read", refused);
        }
        return held(found);
    }

    private SwitchProblem missing(boolean served) {
        return served
                ? new SwitchProblem(
                        Reason.FeatureFlagMissing, "It does not exist in namespace " + KnownNames.quoted(namespace))
                : new SwitchProblem(
                        Reason.FeatureFlagNotServed,
                        "The cluster does not serve featureflags.core.openfeature.dev/v1beta1: install the OpenFeature "
                                + "operator, or write configMapRef");
    }

    private static Held held(FeatureFlag found) throws SwitchProblem {
        JsonNode spec = Json.asRead(found.getAdditionalProperties().get("spec"));
        JsonNode document = spec == null ? null : spec.get("flagSpec");
        if (document == null || !document.isObject()) {
            throw new SwitchProblem(Reason.FlagDocumentInvalid, "spec.flagSpec is not an object");
        }
        return new Held(document.toString(), false, found);
    }

    @Override
    public Held write(Held held, String changed, String flag) throws SwitchProblem {
        JsonPatch patch = JsonPatch.whileUnchanged(held.object())
                .replace(
                        pointer("spec", "flagSpec", FLAGS, flag),
                        Json.parse(changed).path(FLAGS).get(flag));
        return held(patcher.patch(FeatureFlag.class, namespace, name, patch));
    }

    /** The API server keeps no order of members. */
    @Override
    public boolean isSame(String a, String b) {
        return Json.parse(a).equals(Json.parse(b));
    }
}
