package dev.lastgood.rest;

import jakarta.enterprise.context.RequestScoped;

/** What is known of the request under way, for the audit line. */
@RequestScoped
class Call {

    private Caller caller;
    private String namespace;
    private String subject;

    /** Who asks; known to every resource. */
    Caller caller() {
        return caller;
    }

    /** Which object it is about. */
    void about(String ofNamespace, String ofSubject) {
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
