package dev.lastgood.rest.ledger;

import dev.lastgood.decide.task.EvidenceRow;
import dev.lastgood.record.LedgerQueries;
import dev.lastgood.record.LedgerQueries.Page;
import dev.lastgood.record.LedgerQueries.Query;
import dev.lastgood.rest.http.Access;
import dev.lastgood.rest.http.Call;
import dev.lastgood.rest.http.DatabaseProblem;
import dev.lastgood.rest.http.Permission;
import dev.lastgood.rest.model.Models;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What stands in the ledger. */
@Path("/ai")
@Tag(name = "ledger", description = "The audit and the evidence register")
public class LedgerResource {

    private static final String RIGHT = "Needs the right to list aiincidents.lastgood.dev: of namespaces in which you "
            + "have it you see what is there, those that have no model any more only with ?namespace=.";
    private static final String MARKDOWN = "text/markdown;qs=0.5";

    private final Call call;
    private final Models models;
    private final Access access;
    private final LedgerQueries ledger;

    LedgerResource(Call call, Models models, Access access, LedgerQueries ledger) {
        this.call = call;
        this.models = models;
        this.access = access;
        this.ledger = ledger;
    }

    @GET
    @Path("audit")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "audit",
            summary = "Who asked, by what way, what changed, before and after",
            description = "Newest first. " + RIGHT)
    @APIResponse(responseCode = "200", description = "A page of the audit")
    public AuditAnswer audit(@BeanParam LedgerFilter filter) {
        return AuditAnswer.of(answered(ledger.audit(query(filter))));
    }

    @GET
    @Path("evidence")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "evidence",
            summary = "The evidence register, ready to paste",
            description = "Newest first, as JSON or (Accept: text/markdown) as a table. " + RIGHT)
    @APIResponse(responseCode = "200", description = "A page of the register")
    public EvidenceAnswer evidence(@BeanParam LedgerFilter filter) {
        Page<EvidenceRow> page = answered(ledger.evidence(query(filter)));
        return new EvidenceAnswer(
                page.rows(), page.next() == null ? null : page.next().toString());
    }

    @GET
    @Path("evidence")
    @Produces(MARKDOWN)
    @Operation(hidden = true)
    public String evidenceTable(@BeanParam LedgerFilter filter) {
        return EvidenceRow.table(answered(ledger.evidence(query(filter))).rows());
    }

    private static <T> Page<T> answered(Page<T> page) {
        if (page.trouble() != null) {
            throw DatabaseProblem.of(page.trouble());
        }
        return page;
    }

    private Query query(LedgerFilter filter) {
        return new Query(
                namespaces(filter.namespace),
                filter.model(),
                filter.incident(),
                filter.since(),
                filter.limit(),
                filter.after());
    }

    private Set<String> namespaces(String namespace) {
        if (namespace != null) {
            access.require(call.caller(), Permission.LIST_INCIDENTS, namespace);
            return Set.of(namespace);
        }
        return models.visible(call.caller(), Permission.LIST_INCIDENTS).stream()
                .map(m -> m.getMetadata().getNamespace())
                .collect(Collectors.toSet());
    }
}
