package dev.lastgood.bench;

import java.util.List;

/**
 * One measure. The floor is null where there is none to compare with; a single figure stands in both percentiles.
 *
 * @param n how many values it is made of
 */
record Measure(String name, String unit, int n, double p50, double p99, Double floorP50, Double floorP99) {

    static Measure of(String name, String unit, List<Double> values) {
        return new Measure(name, unit, values.size(), percentile(values, 50), percentile(values, 99), null, null);
    }

    static Measure of(String name, String unit, double value) {
        return of(name, unit, List.of(value));
    }

    static Measure beside(String name, String unit, List<Double> values, List<Double> floor) {
        return new Measure(
                name,
                unit,
                values.size(),
                percentile(values, 50),
                percentile(values, 99),
                percentile(floor, 50),
                percentile(floor, 99));
    }

    /** The nearest rank. */
    private static double percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return Math.round(sorted.get(Math.max(rank, 1) - 1) * 100) / 100.0;
    }
}
