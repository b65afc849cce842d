package dev.lastgood.observe.probe.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.SeriesRule;
import dev.lastgood.observe.probe.http.ProbeResponse;
import dev.lastgood.observe.probe.sample.CompleteJson;
import dev.lastgood.observe.probe.sample.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what Prometheus answered to an instant query. */
record QueryJudge(NumberComparison badWhen, SeriesRule rule) {

    private static final int LONGEST_ERROR = 300;
    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE = 422;

    Finding judge(ProbeResponse answer) {
        Optional<JsonNode> read = CompleteJson.read(answer.body().getBytes());
        if (read.isEmpty() || !read.get().path("status").isTextual()) {
            return Finding.unknown(
                    Reason.PrometheusUnreachable,
                    "what answers for Prometheus is none: " + answer.statusText() + ", and no result of a query");
        }
        JsonNode tree = read.get();
        if (!"success".equals(tree.path("status").asText())) {
            return refused(answer.status(), tree);
        }
        JsonNode result = tree.path("data").path("result");
        return switch (tree.path("data").path("resultType").asText()) {
            case "vector" -> judge(values(result));
            case "scalar" -> judge(List.of(number(result)));
            default ->
                Finding.unknown(
                        Reason.QueryInvalid,
                        "the query gives no vector and no scalar: write one whose result is a value for each series now");
        };
    }

    private static Finding refused(int status, JsonNode tree) {
        if (status == BAD_REQUEST) {
            // It speaks of the query alone, which stands in the spec for whoever reads this.
            String error = tree.path("error").asText().replaceAll("\\s+", " ");
            return Finding.unknown(
                    Reason.QueryInvalid,
                    "Prometheus does not understand the query: "
                            + error.substring(0, Math.min(error.length(), LONGEST_ERROR)));
        }
        if (status == UNPROCESSABLE) {
            return Finding.unknown(
                    Reason.QueryInvalid, "Prometheus cannot carry the query out: try it in its own console");
        }
        return Finding.unknown(Reason.PrometheusUnreachable, "Prometheus answers with the status " + status);
    }

    private Finding judge(List<Double> values) {
        List<Double> numbers = values.stream().filter(v -> !v.isNaN()).toList();
        if (numbers.isEmpty()) {
            return Finding.unknown(
                    Reason.NoData, values.isEmpty() ? "the result is empty" : "the result is not a number (NaN)");
        }
        List<Double> bad = numbers.stream().filter(badWhen::isTrueOf).toList();
        String of = bad.size() + " of " + numbers.size() + " series";
        if (rule == SeriesRule.All ? bad.size() == numbers.size() : !bad.isEmpty()) {
            return Finding.bad(Reason.ThresholdCrossed, of + " " + badWhen.text() + ", the first is " + bad.get(0));
        }
        return Finding.good(of + " " + badWhen.text());
    }

    private static List<Double> values(JsonNode vector) {
        List<Double> values = new ArrayList<>();
        vector.forEach(series -> values.add(number(series.path("value"))));
        return values;
    }

    /** Prometheus writes a pair of time and text; a native histogram has none, and is no number. */
    private static double number(JsonNode pair) {
        String text = pair.path(1).asText("NaN");
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> parse(text);
        };
    }

    private static double parse(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
