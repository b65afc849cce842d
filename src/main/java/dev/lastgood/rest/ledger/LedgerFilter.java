package dev.lastgood.rest.ledger;

import dev.lastgood.record.LedgerQueries.Cursor;
import dev.lastgood.rest.http.Limit;
import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ProblemType;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Which part of the ledger is asked for. */
public class LedgerFilter {

    @Parameter(description = "Default: all in which you have the right and that have a model", example = "ai")
    @QueryParam("namespace")
    String namespace;

    @Parameter(description = "The model's key", example = "pricing-rationale")
    @QueryParam("model")
    String model;

    @Parameter(description = "The name of an incident", example = "wrong-prices")
    @QueryParam("incident")
    String incident;

    @Parameter(description = "Not before, RFC 3339", example = "2026-11-01T00:00:00Z")
    @QueryParam("since")
    String since;

    @Parameter(description = "How many, from 1 to 500; default 50", example = "50")
    @QueryParam("limit")
    String limit;

    @Parameter(
            description = "What next of the page before said",
            example = "2026-11-23T12:00:00Z/0b2e6f0a-5c1d-4e7f-8a9b-0c1d2e3f4a5b")
    @QueryParam("after")
    String after;

    String model() {
        return word("model", model);
    }

    String incident() {
        return word("incident", incident);
    }

    private static String word(String name, String text) {
        if (text != null && !text.matches("[!-~]{1,253}")) {
            throw ProblemException.of(
                    ProblemType.InvalidRequest, name + " is a word of 1 to 253 visible ASCII characters");
        }
        return text;
    }

    Instant since() {
        try {
            OffsetDateTime time = since == null ? null : OffsetDateTime.parse(since);
            if (time == null || time.getYear() > 0 && time.getYear() < 10_000) {
                return time == null ? null : time.toInstant();
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw ProblemException.of(
                ProblemType.InvalidRequest, "since is a time as in RFC 3339, such as 2026-11-23T12:00:00Z");
    }

    Cursor after() {
        try {
            return after == null ? null : Cursor.parse(after);
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemType.InvalidRequest, e.getMessage());
        }
    }

    int limit() {
        return Limit.of(limit);
    }
}
