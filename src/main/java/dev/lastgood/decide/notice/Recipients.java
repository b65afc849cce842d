package dev.lastgood.decide.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.Names;
import dev.lastgood.api.SecretKeyRef;
import dev.lastgood.api.model.Channel.Ability;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.Json;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is told of a model's incidents, as somebody declared it.
 *
 * @param secrets the namespace in which their Secrets are: that of whoever wrote it, so that nobody can use another's
 * @param problem why it cannot be read and what to write; null: it can
 */
public record Recipients(List<Notification> all, String secrets, String problem) {

    /** The key of a ConfigMap that says it. */
    public static final String KEY = "notifications";

    /** Nobody. */
    public static final Recipients NOBODY = new Recipients(List.of(), null, null);

    private static final ObjectMapper STRICT = new ObjectMapper();
    private static final int MOST = 8;
    private static final int CHARACTERS = 16 << 10;

    /** Copies the list. */
    public Recipients {
        all = List.copyOf(all);
    }

    /** Whom the model itself names; null where it leaves that to the defaults. One that is not whole is left out. */
    public static Recipients of(ModelDeployment model) {
        List<Notification> all = model.getSpec().notifications;
        // One that is not whole was let in by another release's CRD: the others are told.
        return all == null
                ? null
                : new Recipients(
                        all.stream()
                                .filter(Objects::nonNull)
                                .filter(n -> problem(n) == null)
                                .toList(),
                        model.getMetadata().getNamespace(),
                        null);
    }

    /**
     * Whom a ConfigMap names; it is read as a whole or not at all.
     *
     * @param text of its key {@link #KEY}, null where it has none
     */
    public static Recipients of(String namespace, String configMap, String text) {
        String problem;
        try {
            Notification[] all = text == null || text.length() > CHARACTERS ? null : read(text);
            problem = text == null
                    ? "there is no such key: write a YAML list of notifications, [] for nobody"
                    : all == null ? "it is longer than " + CHARACTERS + " characters" : problem(all);
            if (problem == null) {
                return new Recipients(List.of(all), namespace, null);
            }
        } catch (JsonProcessingException e) {
            problem = e.getOriginalMessage();
        } catch (RuntimeException e) {
            problem = "it is no YAML: " + e.getMessage();
        }
        return new Recipients(
                List.of(),
                namespace,
                BoundedText.of(
                                UserLine.of("key " + KEY + " of ConfigMap " + namespace + "/" + configMap
                                        + " cannot be read: " + problem),
                                480)
                        + "; write a list like spec.notifications of a ModelDeployment, [] for nobody");
    }

    /** Returns each recipient together with the namespace of its Secrets. */
    Stream<NotificationTarget> each() {
        return all.stream().map(notification -> new NotificationTarget(notification, secrets));
    }

    private static Notification[] read(String text) throws JsonProcessingException {
        JsonNode tree = Json.yaml(text);
        if (tree == null || !tree.isArray()) {
            throw new IllegalArgumentException("it is no list");
        }
        return STRICT.treeToValue(tree, Notification[].class);
    }

    private static String problem(Notification[] all) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < all.length; i++) {
            String problem = all[i] == null ? "it is empty" : problem(all[i]);
            if (problem == null && !names.add(all[i].name)) {
                problem = "another one has the name " + all[i].name;
            }
            if (problem != null) {
                return "notification " + (i + 1) + ": " + problem;
            }
        }
        return all.length > MOST ? "there are more than " + MOST : null;
    }

    /** As the CRD has it. */
    private static String problem(Notification to) {
        if (to.name == null || to.name.isEmpty() || to.name.length() > 63) {
            return "name is missing or longer than 63 characters";
        }
        if (to.type == null) {
            return "type is missing: write " + types();
        }
        String secret = problem("secretRef", to.secretRef);
        return secret != null ? secret : settings(to);
    }

    private static String types() {
        String all = Arrays.stream(NotificationType.values()).map(Enum::name).collect(Collectors.joining(", "));
        int last = all.lastIndexOf(", ");
        return all.substring(0, last) + " or " + all.substring(last + 2);
    }

    private static String problem(String field, SecretKeyRef ref) {
        if (ref == null || ref.name == null || !ref.name.matches(Names.OBJECT_NAME)) {
            return field + ".name is missing or no name of a Secret";
        }
        return ref.key == null || !ref.key.matches("[-._a-zA-Z0-9]{1,253}")
                ? field + ".key is missing or no key of a Secret"
                : null;
    }

    /** What only some types have. */
    private static String settings(Notification to) {
        boolean needsChannel = to.type.channel().can(Ability.NeedsChannel);
        if (needsChannel && to.channel == null) {
            return "Slack posts into a channel: write channel, its ID such as C0123456789, or its name such as #ai-alerts";
        }
        if (!needsChannel && to.channel != null) {
            return "only the type Slack has a channel: leave channel out";
        }
        if (to.channel != null && !to.channel.matches("#?[^\\s#@<>&,]{1,80}")) {
            return "channel is one word: write its ID such as C0123456789, or its name such as #ai-alerts";
        }
        boolean needsSigning = to.type.channel().can(Ability.NeedsSigningSecret);
        if (needsSigning && to.signingSecretRef == null) {
            return "Webhook signs what it sends: write signingSecretRef, a Secret and its key that holds whsec_...";
        }
        if (!needsSigning && to.signingSecretRef != null) {
            return "only the type Webhook signs what it sends: leave signingSecretRef out";
        }
        return to.signingSecretRef == null ? null : problem("signingSecretRef", to.signingSecretRef);
    }
}
