package dev.lastgood.api.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A query to Prometheus and when its result is bad. */
public class PrometheusCheck {

    @JsonPropertyDescription(
            "An instant query in PromQL whose result is a vector or a scalar; at most 4096 characters. One that Prometheus refuses makes "
                    + "samples Unknown (QueryInvalid); so does an empty result or NaN (NoData), and a Prometheus that does not answer "
                    + "(PrometheusUnreachable).")
    @Required
    @Size(min = 1, max = 4096)
    public String query;

    @JsonPropertyDescription(
            "The comparison that is true of a bad value: >, >=, <, <=, == or != and a number, such as '> 0.05'. Infinity compares as a "
                    + "number. True: Bad (ThresholdCrossed).")
    @Required
    @Size(min = 2, max = 32)
    @ValidationRule(
            value = "self.matches('^(>|>=|<|<=|==|!=) *-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{1,3})?$')",
            message = "badWhen is a comparison with a number: write one such as '> 0.05', with >, >=, <, <=, == or !=")
    public String badWhen;

    @JsonPropertyDescription(
            "Where the result has several series. Any: bad when the comparison is true of one of them. All: when it is true of each. Series "
                    + "that are NaN do not count. Default: Any.")
    @Default("Any")
    public SeriesRule series = SeriesRule.Any;
}
