package dev.lastgood.operator;

import dev.lastgood.api.Crds;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

/** The packaged operator on the shared control plane, with namespaces of its own, so that test classes do not meet. */
public final class OperatorUnderTest implements AutoCloseable {

    /** Up to here each namespace is watched by itself; more of them are watched as all, since each costs twelve watches. */
    private static final int FEW = 6;

    private final ControlPlane plane = ControlPlane.shared();
    private final Kubelet kubelet;
    // Tests of one class may run beside each other.
    private final Deque<String> namespaces = new ConcurrentLinkedDeque<>();
    private final List<String> all;
    private final Map<String, String> settings;
    private OperatorProcess operator;

    private OperatorUnderTest(Function<List<String>, Map<String, String>> settings, int stages) {
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        for (int i = 0; i < stages; i++) {
            namespaces.add(plane.newNamespace("it"));
        }
        all = List.copyOf(namespaces);
        this.settings = new TreeMap<>(settings.apply(all));
        if (stages <= FEW) {
            this.settings.put("LASTGOOD_NAMESPACES", String.join(",", namespaces));
        }
        this.settings.putIfAbsent("LASTGOOD_OPERATOR_NAMESPACE", plane.newNamespace("operator"));
        this.kubelet = Kubelet.shared();
        try {
            this.operator = OperatorProcess.start(plane.login("admin"), this.settings);
        } catch (RuntimeException e) {
            removeNamespaces();
            throw e;
        }
    }

    /** @param stages how many tests may take a {@link #stage} */
    public static OperatorUnderTest start(Map<String, String> settings, int stages) {
        return start(namespaces -> settings, stages);
    }

    /** @param settings made of the names of the stages' namespaces */
    public static OperatorUnderTest start(Function<List<String>, Map<String, String>> settings, int stages) {
        return new OperatorUnderTest(settings, stages);
    }

    /** A namespace that no other test uses. */
    public Stage stage() {
        return new Stage(plane, namespaces.remove());
    }

    public ControlPlane plane() {
        return plane;
    }

    public Kubelet kubelet() {
        return kubelet;
    }

    public OperatorProcess process() {
        return operator;
    }

    /** The namespace that holds the operator's own ConfigMap. */
    public String operatorNamespace() {
        return settings.get("LASTGOOD_OPERATOR_NAMESPACE");
    }

    /** Starts it again, after {@link OperatorProcess#kill}. */
    public void restart() {
        operator = OperatorProcess.start(plane.login("admin"), settings);
    }

    @Override
    public void close() {
        operator.close();
        removeNamespaces();
    }

    /** Otherwise the operator of the next class would find them. */
    private void removeNamespaces() {
        all.forEach(name -> plane.client().namespaces().withName(name).delete());
    }
}
