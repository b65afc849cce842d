package dev.lastgood.api.quarantine;

import dev.lastgood.api.Names;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Keeps a failed revision out of the cluster. Its name is that of the revision; deleting it lets the revision in again. */
@Group(Names.GROUP)
@Version(Names.VERSION)
@Plural("quarantines")
@ShortNames("quar")
@AdditionalPrinterColumn(
        name = "Workload",
        jsonPath = ".spec.workload.name",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Version", jsonPath = ".spec.version", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Blamed", jsonPath = ".spec.blamed", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Incident", jsonPath = ".spec.incident", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Enforced", jsonPath = ".status.enforced", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class Quarantine extends CustomResource<QuarantineSpec, QuarantineStatus> implements Namespaced {}
