package dev.lastgood.kube;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The shipped admission policies on a control plane that others use, too: installed once and never taken away, for the
 * namespaces that ask for it only. A kube-apiserver (seen with 1.36.3) does not follow a policy's parameters any more once
 * the last policy of that paramKind was deleted and one is created again.
 */
public final class QuarantinePolicy {

    public static final String FILE = "helm/lastgood/files/quarantine-policy.yaml";
    /** The policies have the same names. */
    public static final List<String> BINDINGS = List.of("lastgood-quarantine", "lastgood-quarantine-configuration");

    private static final String LABEL = "lastgood.test/policy";
    private static final Set<ControlPlane> INSTALLED = new HashSet<>();

    /** From now on the policy is asked about this namespace. */
    public static synchronized void cover(ControlPlane plane, String namespace) {
        if (INSTALLED.add(plane)) {
            run(plane, "apply", "--validate=strict", "-f", FILE);
            BINDINGS.forEach(binding -> run(
                    plane,
                    "patch",
                    "validatingadmissionpolicybinding",
                    binding,
                    "--type=merge",
                    "-p",
                    "{\"spec\":{\"matchResources\":{\"namespaceSelector\":{\"matchLabels\":{\"" + LABEL
                            + "\":\"on\"}}}}}"));
        }
        run(plane, "label", "namespace", namespace, LABEL + "=on");
    }

    private static void run(ControlPlane plane, String... args) {
        Kubectl.Result result = plane.kubectl().run(args);
        if (result.exit() != 0) {
            throw new IllegalStateException(result.err());
        }
    }

    private QuarantinePolicy() {}
}
