package dev.lastgood.act;

import static dev.lastgood.act.JsonPatch.pointer;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.api.FlagFormat;
import dev.lastgood.decide.Reason;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Switches a flag in a ConfigMap off. Only the flag's key is written, and only if it still holds what was read: others
 * edit the other flags and keys of the same ConfigMap at the same time.
 */
public final class FlagSwitch {

    /** How often the key is read and written when somebody else changes it in between. */
    private static final int ATTEMPTS = 3;

    /** Codes after which the same request may succeed later, beside all of 500 and more, and none at all. */
    private static final Set<Integer> TRANSIENT = Set.of(401, 408, 429);

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;
    private final ApiPatcher patcher;

    /** Reads and writes with this client. */
    public FlagSwitch(KubernetesClient client) {
        this(client, new ApiPatcher(client));
    }

    private FlagSwitch(KubernetesClient client, ApiPatcher patcher) {
        this.client = client;
        this.patcher = patcher;
    }

    /** Returns one that has the API server say what each write would do, and changes nothing. */
    public FlagSwitch rehearsing() {
        return new FlagSwitch(client, ApiPatcher.rehearsing(client));
    }

    /**
     * Reads the ConfigMap afresh and switches the flag off: one read, and one write unless it is off already. To be
     * repeated after a crash, when it answers {@code FlagAlreadyOff} if the flag had been written; what the flag was
     * before is then lost, unless the caller had kept it from {@link #look}.
     *
     * @param offVariant what off means; {@code null} or blank for the format's own default
     * @return what became of it; whatever a person has to put right is an outcome and not an exception
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public SwitchOutcome switchOff(
            String namespace, String configMap, String key, FlagFormat format, String flag, String offVariant) {
        Place place = new Place(namespace, configMap, key, flag);
        Written written = null;
        String refusal = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Plan plan;
            try {
                plan = plan(place, format, offVariant);
            } catch (FlagProblem problem) {
                return SwitchOutcome.not(problem.reason(), problem.getMessage());
            }
            if (written != null && written.isWhatStandsIn(plan)) {
                // Our write did arrive; its answer was lost and its repetition found it done.
                return place.isOff(written.switched());
            }
            if (!plan.switched().changed()) {
                return place.wasOff(plan.switched());
            }
            if (plan.immutable()) {
                return place.immutable();
            }
            try {
                patcher.patch(ConfigMap.class, namespace, configMap, plan.patch(key));
                return patcher.rehearses() ? place.wouldBeOff(plan.switched()) : place.isOff(plan.switched());
            } catch (KubernetesClientException refused) {
                if (isTransient(refused)) {
                    throw refused;
                }
                if (refused.getCode() != NOT_FOUND && !ApiPatcher.wasOutdated(refused)) {
                    return place.refused(refused);
                }
                written = new Written(plan.switched());
                refusal = words(refused);
            }
        }
        return place.changedMeanwhile(refusal);
    }

    /**
     * What {@link #switchOff} would do, without a write: for a plan, and for keeping {@code before} ahead of the write.
     *
     * @return {@code off} with {@code FlagAlreadyOff}; or not off with {@code FlagOff} where it would be switched, with
     *     the flag's part before and after; or why it cannot be
     * @throws KubernetesClientException as {@link #switchOff}
     */
    public SwitchOutcome look(
            String namespace, String configMap, String key, FlagFormat format, String flag, String offVariant) {
        Place place = new Place(namespace, configMap, key, flag);
        try {
            Plan plan = plan(place, format, offVariant);
            if (!plan.switched().changed()) {
                return place.wasOff(plan.switched());
            }
            return plan.immutable() ? place.immutable() : place.wouldBeOff(plan.switched());
        } catch (FlagProblem problem) {
            return SwitchOutcome.not(problem.reason(), problem.getMessage());
        }
    }

    private Plan plan(Place place, FlagFormat format, String offVariant) throws FlagProblem {
        ConfigMap found = read(place);
        Map<String, String> data = found.getData() == null ? Map.of() : found.getData();
        Map<String, String> binary = found.getBinaryData() == null ? Map.of() : found.getBinaryData();
        String document = data.get(place.key());
        if (document == null && binary.containsKey(place.key())) {
            throw new FlagProblem(
                    Reason.FlagDocumentInvalid,
                    place.where() + " is binaryData, which holds no text: move it to data, as UTF-8");
        }
        if (document == null) {
            Set<String> keys = new TreeSet<>(data.keySet());
            throw new FlagProblem(
                    Reason.FlagKeyMissing,
                    place.where() + " does not exist and Lastgood creates none; there are: " + KnownNames.of(keys));
        }
        try {
            Switched switched = FlagDocument.of(format).switchOff(document, place.flag(), offVariant);
            return new Plan(document, switched, Boolean.TRUE.equals(found.getImmutable()));
        } catch (FlagProblem problem) {
            throw new FlagProblem(problem.reason(), place.where() + ": " + problem.getMessage());
        }
    }

    private ConfigMap read(Place place) throws FlagProblem {
        ConfigMap found;
        try {
            found = client.configMaps()
                    .inNamespace(place.namespace())
                    .withName(place.configMap())
                    .get();
        } catch (KubernetesClientException refused) {
            if (isTransient(refused)) {
                throw refused;
            }
            throw new FlagProblem(
                    Reason.ApiServerRefused,
                    "ConfigMap " + KnownNames.quoted(place.configMap()) + " cannot be read: " + words(refused));
        }
        if (found == null) {
            throw new FlagProblem(
                    Reason.FlagConfigMapMissing,
                    "There is no ConfigMap " + KnownNames.quoted(place.configMap()) + " in namespace "
                            + KnownNames.quoted(place.namespace()));
        }
        return found;
    }

    private static boolean isTransient(KubernetesClientException refused) {
        // Without an answer the client gives -1.
        return refused.getCode() <= 0 || refused.getCode() >= 500 || TRANSIENT.contains(refused.getCode());
    }

    private static String words(KubernetesClientException refused) {
        String said = refused.getStatus() == null ? null : refused.getStatus().getMessage();
        return said == null ? "code " + refused.getCode() : said;
    }

    /** What was read and what is to be written. */
    private record Plan(String document, Switched switched, boolean immutable) {
        JsonPatch patch(String key) {
            String at = pointer("data", key);
            return new JsonPatch()
                    .test(at, TextNode.valueOf(document))
                    .replace(at, TextNode.valueOf(switched.document()));
        }
    }

    /** What was sent, and whether it arrived is not known. */
    private record Written(Switched switched) {
        boolean isWhatStandsIn(Plan plan) {
            return plan.document().equals(switched.document());
        }
    }

    /** Where the flag is, in words. */
    private record Place(String namespace, String configMap, String key, String flag) {
        String where() {
            return "Key " + KnownNames.quoted(key) + " of ConfigMap " + KnownNames.quoted(configMap);
        }

        private String flagThere() {
            return "Flag " + KnownNames.quoted(flag) + " in key " + KnownNames.quoted(key) + " of ConfigMap "
                    + KnownNames.quoted(configMap);
        }

        SwitchOutcome isOff(Switched switched) {
            return SwitchOutcome.off(Reason.FlagOff, flagThere() + " was switched off", switched);
        }

        SwitchOutcome wasOff(Switched switched) {
            return SwitchOutcome.off(Reason.FlagAlreadyOff, flagThere() + " was off already", switched);
        }

        SwitchOutcome wouldBeOff(Switched switched) {
            return new SwitchOutcome(
                    false, Reason.FlagOff, flagThere() + " would be switched off", switched.before(), switched.after());
        }

        SwitchOutcome immutable() {
            return SwitchOutcome.not(
                    Reason.ConfigMapImmutable,
                    flagThere() + " cannot be switched: the ConfigMap is immutable, so that it would have to be "
                            + "replaced by one of another name");
        }

        SwitchOutcome refused(KubernetesClientException refused) {
            Reason reason = refused.getCode() == FORBIDDEN ? Reason.RefusedByAdmission : Reason.ApiServerRefused;
            return SwitchOutcome.not(reason, flagThere() + " was not switched: " + words(refused));
        }

        SwitchOutcome changedMeanwhile(String refusal) {
            return SwitchOutcome.not(
                    Reason.ChangedMeanwhile,
                    flagThere() + " was not switched: " + ATTEMPTS
                            + " times the key changed between reading and writing it, or the server refused: "
                            + refusal);
        }
    }
}
