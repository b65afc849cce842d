package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A feature flag that shields users from the model. */
public class Flag {

    @JsonPropertyDescription("Name of the flag inside its document; with the format Plain only a label.")
    @Required
    @Size(min = 1, max = 253)
    public String name;

    @JsonPropertyDescription(
            "The ConfigMap and the key that hold the flag, in the namespace of this object. It is no part of a revision.")
    @Required
    public ConfigMapKeyRef configMapRef;

    @JsonPropertyDescription(
            "How the flag is written. Flagd: a flagd JSON document. Plain: the key's whole value is the flag. Default: Flagd. A "
                    + "document that cannot be read fails the step with FlagDocumentInvalid and stays as it is.")
    @Default("Flagd")
    public FlagFormat format = FlagFormat.Flagd;

    @JsonPropertyDescription(
            "What off is: the name of a variant (Flagd), or the value to write (Plain). Default: off for Flagd, false for Plain. "
                    + "A variant that is not there fails the step with OffVariantMissing.")
    @Size(min = 1, max = 253)
    public String offVariant;

    /** What off is for this flag. */
    public String off() {
        return offVariant != null ? offVariant : format == FlagFormat.Plain ? "false" : "off";
    }
}
