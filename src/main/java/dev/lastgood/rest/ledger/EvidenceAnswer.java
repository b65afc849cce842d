package dev.lastgood.rest.ledger;

import dev.lastgood.decide.task.EvidenceRow;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of the evidence register. */
@Schema(description = "A page of the evidence register, newest first, with the register's own headings")
record EvidenceAnswer(
        @Schema(description = "The rows") List<EvidenceRow> rows,
        @Schema(description = "Write it as ?after= for the following page; absent: there is none") String next) {}
