package dev.lastgood.observe.probe.prompt;

import dev.lastgood.api.ConfigMapKeyRef;
import dev.lastgood.api.ConfigMapKeySource;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.PromptExpect;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.Finding;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * What a prompt probe takes from ConfigMaps.
 *
 * @param schema null: none
 * @param golden null: none
 */
record PromptMaterial(String body, String schema, String golden) {

    /**
     * Reads it; off the loop.
     *
     * @throws EarlyFinding where something of it is missing
     */
    static PromptMaterial read(TextLookup texts, String namespace, ConfigMapKeySource body, PromptExpect expect) {
        return new PromptMaterial(
                text(texts, namespace, "prompt.bodyFrom", body),
                expect.jsonSchemaFrom == null
                        ? null
                        : text(texts, namespace, "prompt.expect.jsonSchemaFrom", expect.jsonSchemaFrom),
                expect.golden == null
                        ? null
                        : text(texts, namespace, "prompt.expect.golden", expect.golden.configMapKeyRef));
    }

    private static String text(TextLookup texts, String namespace, String field, ConfigMapKeySource source) {
        return text(texts, namespace, field, source == null ? null : source.configMapKeyRef);
    }

    private static String text(TextLookup texts, String namespace, String field, ConfigMapKeyRef ref) {
        if (ref == null || ref.name == null || ref.key == null) {
            throw EarlyFinding.invalid(field + " cannot be read: write configMapKeyRef with name and key");
        }
        try {
            return texts.text(namespace, ref)
                    .orElseThrow(() -> new EarlyFinding(Finding.unknown(
                            Reason.ConfigMapKeyMissing,
                            field + " names the key " + ref.key + " of the ConfigMap " + ref.name
                                    + ", which is not there: write it")));
        } catch (KubernetesClientException e) {
            throw new EarlyFinding(Finding.unknown(
                    Reason.ApiServerRefused,
                    "the ConfigMap " + ref.name + " cannot be read: the API server answers " + e.getCode()));
        }
    }
}
