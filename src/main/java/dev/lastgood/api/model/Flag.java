package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.ConfigMapKeyRef;
import dev.lastgood.api.ObjectRef;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A feature flag that shields users from the model. */
@ValidationRule(
        value = "has(self.configMapRef) != has(self.featureFlagRef)",
        message = "a flag is kept in one place: write either configMapRef or featureFlagRef")
@ValidationRule(
        value = "!has(self.featureFlagRef) || self.format == 'Flagd'",
        message = "a FeatureFlag holds a flagd document: leave format out where featureFlagRef is written")
public class Flag {

    @JsonPropertyDescription("Name of the flag inside its document; with the format Plain only a label.")
    @Required
    @Size(min = 1, max = 253)
    public String name;

    @JsonPropertyDescription(
            "The ConfigMap and the key that hold the flag, in the namespace of this object. It is no part of a revision. Either this or "
                    + "featureFlagRef.")
    public ConfigMapKeyRef configMapRef;

    @JsonPropertyDescription(
            "The FeatureFlag (core.openfeature.dev/v1beta1, of the OpenFeature operator) that holds the flag in spec.flagSpec, in the "
                    + "namespace of this object. Where the cluster does not know that kind the step fails with FeatureFlagNotServed.")
    public ObjectRef featureFlagRef;

    @JsonPropertyDescription(
            "How the flag is written. Flagd: a flagd JSON document. GoFeatureFlag: a flag file of GO Feature Flag in YAML or JSON. Plain: "
                    + "the key's whole value is the flag. Properties: a line name=value as in a .properties file. Default: Flagd. A "
                    + "document that cannot be read fails the step with FlagDocumentInvalid and stays as it is.")
    @Default("Flagd")
    public FlagFormat format = FlagFormat.Flagd;

    @JsonPropertyDescription(
            "What off is: the name of a variant (Flagd, GoFeatureFlag), or the value to write (Plain, Properties). Default: off for Flagd "
                    + "and GoFeatureFlag, false for Plain and Properties. A variant that is not there fails the step with OffVariantMissing.")
    @Size(min = 1, max = 253)
    public String offVariant;

    @JsonPropertyDescription(
            "When it is switched off. WhenRollbackUnavailable: where no revision can be restored, or the restored one does not serve. "
                    + "Always: also beside a rollback, right after it, whether that works or not; one that cannot be switched then is a failed "
                    + "step and nothing more. Default: WhenRollbackUnavailable.")
    @Default("WhenRollbackUnavailable")
    public FlagDisable disable = FlagDisable.WhenRollbackUnavailable;

    /** What off is for this flag. */
    public String off() {
        boolean isValue = format == FlagFormat.Plain || format == FlagFormat.Properties;
        return offVariant != null ? offVariant : isValue ? "false" : "off";
    }
}
