package dev.lastgood.act.flag;

import dev.lastgood.act.flag.FlagStore.Held;
import dev.lastgood.act.kube.ApiPatcher;
import dev.lastgood.act.kube.KeptPart;
import dev.lastgood.act.kube.RefusalReason;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.Flag;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Consumer;

/**
 * Switches a flag off, and back. Only what holds the flag is written, and only if it still holds what was read: others
 * edit the other flags at the same time.
 */
public final class FlagSwitch {

    /** How often it is read and written if someone else changes it in between. */
    private static final int ATTEMPTS = 3;

    private final KubernetesClient client;
    private final ApiPatcher patcher;
    private final Consumer<ConfigMap> seen;

    /** Reads and writes with this client. */
    public FlagSwitch(KubernetesClient client) {
        this(client, map -> {});
    }

    /** @param seen is told each ConfigMap as the API server gave or stored it */
    public FlagSwitch(KubernetesClient client, Consumer<ConfigMap> seen) {
        this(client, new ApiPatcher(client), seen);
    }

    private FlagSwitch(KubernetesClient client, ApiPatcher patcher, Consumer<ConfigMap> seen) {
        this.client = client;
        this.patcher = patcher;
        this.seen = seen;
    }

    /** Returns one that has the API server say what each write would do, and changes nothing. */
    public FlagSwitch rehearsing() {
        return new FlagSwitch(client, ApiPatcher.rehearsing(client), map -> {});
    }

    /**
     * Reads afresh and switches the flag off: one read, and one write unless it is off already. To be repeated after a
     * crash, when it answers {@code FlagAlreadyOff} if the flag had been written; what the flag was before is then lost,
     * unless the caller had kept it from {@link #look}.
     *
     * @return what became of it; whatever a person has to put right is an outcome and not an exception
     * @throws KubernetesClientException if the API server cannot be reached or is not able to answer now
     */
    public SwitchOutcome switchOff(String namespace, Flag flag) {
        return change(
                new Place(flag, FlagStore.of(client, patcher, namespace, flag)),
                (format, document) -> format.switchOff(document, flag.name, flag.off()),
                Words.OFF);
    }

    /**
     * Puts the flag back as it was before it was switched off, if it is still as it was after. To be repeated after a
     * crash.
     *
     * @param before what was kept of it, as in {@link Switched}
     * @param after likewise
     * @return what became of it: {@code FlagRestored}, or why not
     * @throws KubernetesClientException as {@link #switchOff}
     */
    public SwitchOutcome restore(String namespace, Flag flag, String before, String after) {
        return change(
                new Place(flag, FlagStore.of(client, patcher, namespace, flag)),
                (format, document) -> format.restore(document, flag.name, before, after),
                Words.BACK);
    }

    /**
     * What {@link #switchOff} would do, without a write: for a plan, and for keeping {@code before} ahead of the write.
     *
     * @return {@code off} with {@code FlagAlreadyOff}; or not off with {@code FlagOff} where it would be switched, with
     *     the flag's part before and after; or why it cannot be
     * @throws KubernetesClientException as {@link #switchOff}
     */
    public SwitchOutcome look(String namespace, Flag flag) {
        Place place = new Place(flag, FlagStore.of(client, patcher, namespace, flag));
        try {
            Plan plan = plan(place, (format, document) -> format.switchOff(document, flag.name, flag.off()));
            if (!plan.switched().changed()) {
                return place.said(true, Words.OFF.already, Words.OFF.alreadyWords, plan.switched(), plan.held());
            }
            return plan.held().immutable() ? place.immutable() : place.wouldBeOff(plan.switched());
        } catch (SwitchProblem problem) {
            return SwitchOutcome.not(problem.reason(), problem.getMessage());
        }
    }

    /** What is to become of a document. */
    private interface Change {
        Switched of(FlagDocument format, String document) throws SwitchProblem;
    }

    /** How the two directions are told. */
    private enum Words {
        OFF(Reason.FlagOff, "was switched off", Reason.FlagAlreadyOff, "was off already"),
        BACK(Reason.FlagRestored, "is as it was before", Reason.FlagRestored, "is as it was before");

        private final Reason done;
        private final String doneWords;
        private final Reason already;
        private final String alreadyWords;

        Words(Reason done, String doneWords, Reason already, String alreadyWords) {
            this.done = done;
            this.doneWords = doneWords;
            this.already = already;
            this.alreadyWords = alreadyWords;
        }
    }

    private SwitchOutcome change(Place place, Change change, Words words) {
        Switched written = null;
        Held tried = null;
        KubernetesClientException refusal = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Plan plan = plan(place, change);
                Switched switched = plan.switched();
                if (written != null && place.store().isSame(plan.held().document(), written.document())) {
                    // Our write did arrive; its answer was lost and its repetition found it done.
                    return place.said(true, words.done, words.doneWords, written, plan.held());
                }
                if (!switched.changed()) {
                    return place.said(true, words.already, words.alreadyWords, switched, plan.held());
                }
                if (plan.held().immutable()) {
                    return place.immutable();
                }
                if (tried != null
                        && ApiRefusal.of(refusal) == ApiRefusal.GuardFailed
                        && tried.isSameVersion(plan.held())) {
                    return place.refused(Reason.RefusedByAdmission, refusal);
                }
                tried = plan.held();
                written = switched;
                Held stored = place.store().write(plan.held(), switched.document(), place.flag().name);
                if (patcher.rehearses()) {
                    return place.wouldBeOff(switched);
                }
                see(stored);
                // As it stands there: a store may order the members of an object.
                String after = place.format()
                        .part(stored.document(), place.flag().name)
                        .text();
                return place.said(true, words.done, words.doneWords, switched.withAfter(KeptPart.of(after)), stored);
            } catch (SwitchProblem problem) {
                return SwitchOutcome.not(problem.reason(), problem.getMessage());
            } catch (KubernetesClientException refused) {
                ApiRefusal meaning = ApiRefusal.of(refused);
                if (meaning.isTransient()) {
                    throw refused;
                }
                if (meaning != ApiRefusal.NotFound && !meaning.isOutdated()) {
                    return place.refused(RefusalReason.of(refused), refused);
                }
                refusal = refused;
            }
        }
        return place.changedMeanwhile(ApiRefusal.words(refusal));
    }

    private Plan plan(Place place, Change change) throws SwitchProblem {
        try {
            Held held = place.store().read();
            see(held);
            return new Plan(held, change.of(place.format(), held.document()));
        } catch (SwitchProblem problem) {
            String where = place.store().where();
            throw new SwitchProblem(
                    problem.reason(),
                    Character.toUpperCase(where.charAt(0)) + where.substring(1) + ": " + problem.getMessage());
        }
    }

    private void see(Held held) {
        if (held.object() instanceof ConfigMap map) {
            seen.accept(map);
        }
    }

    /** What was read and what is to be written. */
    private record Plan(Held held, Switched switched) {}

    /** Where the flag is, in words. */
    private record Place(Flag flag, FlagStore store) {

        FlagDocument format() {
            return FlagDocument.of(flag.format);
        }

        private String flagThere() {
            return "Flag " + KnownNames.quoted(flag.name) + " in " + store.where();
        }

        SwitchOutcome said(boolean off, Reason reason, String words, Switched switched, Held held) {
            return new SwitchOutcome(
                    off, reason, flagThere() + " " + words, switched.before(), switched.after(), held.content());
        }

        SwitchOutcome wouldBeOff(Switched switched) {
            return new SwitchOutcome(
                    false,
                    Reason.FlagOff,
                    flagThere() + " would be switched off",
                    switched.before(),
                    switched.after(),
                    null);
        }

        SwitchOutcome immutable() {
            return SwitchOutcome.not(
                    Reason.ConfigMapImmutable,
                    flagThere() + " cannot be switched: the ConfigMap is immutable, so that it would have to be "
                            + "replaced by one of another name");
        }

        SwitchOutcome refused(Reason reason, KubernetesClientException refusal) {
            return SwitchOutcome.not(reason, flagThere() + " was not switched: " + ApiRefusal.words(refusal));
        }

        SwitchOutcome changedMeanwhile(String refusal) {
            return SwitchOutcome.not(
                    Reason.ChangedMeanwhile,
                    flagThere() + " was not switched: " + ATTEMPTS
                            + " times it changed between reading and writing it, or the server refused: " + refusal);
        }
    }
}
