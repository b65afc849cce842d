package dev.lastgood.notify.http;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Why no TLS connection came to stand, for a person. */
final class TlsTrouble {

    /** Null where it is nothing of the kind, or where something may have been sent already. */
    static String before(Throwable failure) {
        boolean before = false;
        String why = "the TLS handshake failed";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String says = String.valueOf(cause.getMessage());
            boolean plain = cause instanceof SSLException && says.contains("SSL message");
            before |= cause instanceof SSLHandshakeException || plain;
            if (plain) {
                why = "it does not speak TLS: is https right?";
            } else if (cause instanceof CertificateExpiredException) {
                why = "its certificate has expired";
            } else if (cause instanceof CertificateNotYetValidException) {
                why = "its certificate is not valid yet";
            } else if (says.startsWith("No subject alternative") || says.startsWith("No name matching")) {
                why = "its certificate is for another host";
            } else if (cause instanceof CertPathBuilderException) {
                why = "its certificate is signed by nobody whom the operator's JVM trusts";
            }
        }
        return before ? why : null;
    }

    private TlsTrouble() {}
}
