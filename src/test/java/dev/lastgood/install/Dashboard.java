package dev.lastgood.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The chart's dashboard. */
final class Dashboard {

    /** What one panel asks. */
    record Query(String panel, String expression) {}

    static JsonNode read() {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("helm/lastgood/dashboards/ai-lifecycle.json")
                            .toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the ranges that Grafana would put in. */
    static List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : read().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.path("title").textValue(),
                        target.path("expr")
                                .textValue()
                                .replace("$__rate_interval", "1m")
                                .replace("$__range", "1h")));
            }
        }
        return queries;
    }

    private Dashboard() {}
}
