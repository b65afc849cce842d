package dev.lastgood.rest.http;

import jakarta.enterprise.context.RequestScoped;

/** What is known of the request under way, for the audit line. */
@RequestScoped
public class Call {

    private Caller caller;
    private String namespace;
    private String subject;

    /** Who asks; known to every resource. */
    public Caller caller() {
        return caller;
    }

    /** Which object it is about. */
    public void about(String ofNamespace, String ofSubject) {
        this.namespace = ofNamespace;
        this.subject = ofSubject;
    }

    void by(Caller authenticated) {
        this.caller = authenticated;
    }

    String namespace() {
        return namespace;
    }

    String subject() {
        return subject;
    }
}
