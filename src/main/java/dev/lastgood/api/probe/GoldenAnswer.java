package dev.lastgood.api.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.ConfigMapKeyRef;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** An answer that is known to be good. */
public class GoldenAnswer {

    @JsonPropertyDescription(
            "The ConfigMap, in the namespace of this object, and its key that hold the answer: at most 4096 characters, white space at its "
                    + "ends does not count. Missing: Unknown (ConfigMapKeyMissing).")
    @Required
    public ConfigMapKeyRef configMapKeyRef;

    @JsonPropertyDescription(
            "The largest distance: the least number of characters to insert, delete or replace (Levenshtein), divided by the length of the "
                    + "longer text. 0 (the same) to 1; default 0.2. Farther, or an answer of more than 16384 characters: Bad (TooFarFromGolden).")
    @Default("0.2")
    @Min(0)
    @Max(1)
    public double maxDistance = 0.2;
}
