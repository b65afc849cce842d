package dev.lastgood.act.flag;

import static dev.lastgood.act.kube.JsonPatch.pointer;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.JsonPatch;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.ConfigMapKeyRef;
import dev.lastgood.api.condition.Reason;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.TreeSet;

/**
 * A key of a ConfigMap. Only this key is written, and only while the ConfigMap is as it was read: it has no generation, and
 * the text of a flag cannot be tested.
 */
record ConfigMapStore(KubernetesClient client, ApiPatcher patcher, String namespace, ConfigMapKeyRef ref)
        implements FlagStore {

    @Override
    public String where() {
        return "key " + KnownNames.quoted(ref.key) + " of ConfigMap " + KnownNames.quoted(ref.name);
    }

    @Override
    public Held read() throws SwitchProblem {
        ConfigMap found;
        try {
            found = client.configMaps()
                    .inNamespace(namespace)
                    .withName(ref.name)
                    .get();
        } catch (KubernetesClientException refused) {
            throw SwitchProblem.unreadable("ConfigMap " + KnownNames.quoted(ref.name) + " cannot be read", refused);
        }
        if (found == null) {
            throw new SwitchProblem(
                    Reason.FlagConfigMapMissing,
                    "There is no ConfigMap " + KnownNames.quoted(ref.name) + " in namespace "
                            + KnownNames.quoted(namespace));
        }
        return held(found);
    }

    private Held held(ConfigMap found) throws SwitchProblem {
        Map<String, String> data = found.getData() == null ? Map.of() : found.getData();
        Map<String, String> binary = found.getBinaryData() == null ? Map.of() : found.getBinaryData();
        String document = data.get(ref.key);
        if (document == null && binary.containsKey(ref.key)) {
            throw new SwitchProblem(
                    Reason.FlagDocumentInvalid, "It is binaryData, which holds no text: move it to data, as UTF-8");
        }
        if (document == null) {
            throw new SwitchProblem(
                    Reason.FlagKeyMissing,
                    "It does not exist and Lastgood creates none; there are: "
                            + KnownNames.of(new TreeSet<>(data.keySet())));
        }
        return new Held(document, Boolean.TRUE.equals(found.getImmutable()), found);
    }

    @Override
    public Held write(Held held, String changed, String flag) throws SwitchProblem {
        JsonPatch patch =
                JsonPatch.whileUnchanged(held.object()).replace(pointer("data", ref.key), TextNode.valueOf(changed));
        return held(patcher.patch(ConfigMap.class, namespace, ref.name, patch));
    }

    @Override
    public boolean isSame(String a, String b) {
        return a.equals(b);
    }
}
