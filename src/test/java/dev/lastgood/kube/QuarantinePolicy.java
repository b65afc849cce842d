package dev.lastgood.kube;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The shipped admission policies on a control plane that others use, too: installed once and never taken away, for the
 * namespaces that ask for it only.
 */
public final class QuarantinePolicy {

    public static final String FILE = "helm/lastgood/files/quarantine-policy.yaml";
    private static final String CRD = "crds/quarantines.lastgood.dev.yaml";
    /** The policies have the same names. */
    public static final List<String> BINDINGS =
            List.of("lastgood-quarantined-workloads", "lastgood-quarantined-configmaps");

    private static final String LABEL = "lastgood.test/policy";
    private static final Set<ControlPlane> INSTALLED = new HashSet<>();
    private static final Set<ControlPlane> FORMER = new HashSet<>();

    /** The policies of earlier versions of Lastgood, which the chart brings too. */
    public static final String FORMER_FILE = "helm/lastgood/files/former-quarantine-policy.yaml";

    private static final List<String> FORMER_BINDINGS =
            List.of("lastgood-quarantine", "lastgood-quarantine-configuration");

    /** From now on the policies are asked about this namespace. */
    public static synchronized void cover(ControlPlane plane, String namespace) {
        if (INSTALLED.add(plane)) {
            // The tests apply the CRDs under this name.
            run(plane, "apply", "--server-side", "--force-conflicts", "--field-manager=fabric8", "-f", CRD);
            run(plane, "wait", "--for=condition=Established", "-f", CRD);
            install(plane, FILE, BINDINGS);
        }
        run(plane, "label", "namespace", namespace, LABEL + "=on");
    }

    /** From now on those of earlier versions are asked about the namespaces that are covered. */
    public static synchronized void coverFormer(ControlPlane plane, String namespace) {
        cover(plane, namespace);
        if (FORMER.add(plane)) {
            install(plane, FORMER_FILE, FORMER_BINDINGS);
        }
    }

    private static void install(ControlPlane plane, String file, List<String> bindings) {
        run(plane, "apply", "--validate=strict", "-f", file);
        bindings.forEach(binding -> run(
                plane,
                "patch",
                "validatingadmissionpolicybinding",
                binding,
                "--type=merge",
                "-p",
                "{\"spec\":{\"matchResources\":{\"namespaceSelector\":{\"matchLabels\":{\"" + LABEL
                        + "\":\"on\"}}}}}"));
    }

    private static void run(ControlPlane plane, String... args) {
        Kubectl.Result result = plane.kubectl().run(args);
        if (result.exit() != 0) {
            throw new IllegalStateException(result.err());
        }
    }

    private QuarantinePolicy() {}
}
