package dev.lastgood.kube;

/** No control plane can be had on this machine. The message is one line that says how to get one. */
public final class KubeUnavailable extends Exception {

    private static final long serialVersionUID = 1L;

    KubeUnavailable(String message) {
        super(message.replaceAll("\\s*\\R\\s*", " "));
    }
}
