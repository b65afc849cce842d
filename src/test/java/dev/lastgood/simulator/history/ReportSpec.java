package dev.lastgood.simulator.history;

import dev.lastgood.api.ResponseMode;

/**
 * What a person writes into a new incident.
 *
 * @param model number of the model
 * @param mode null: it is left out
 * @param detected so many seconds ago; negative: it is left out
 * @param suspect an image, whose newest revision is named; null: it is left out
 * @param target an image to restore; null: it is left out
 */
public record ReportSpec(
        int model,
        ResponseMode mode,
        int detected,
        String suspect,
        String target,
        boolean hold,
        boolean drill,
        boolean dryRun) {

    public static final ReportSpec PLAIN = new ReportSpec(0, null, -1, null, null, false, false, false);

    public ReportSpec of(int number) {
        return new ReportSpec(number, mode, detected, suspect, target, hold, drill, dryRun);
    }

    public ReportSpec in(ResponseMode asked) {
        return new ReportSpec(model, asked, detected, suspect, target, hold, drill, dryRun);
    }

    public ReportSpec detected(int secondsAgo) {
        return new ReportSpec(model, mode, secondsAgo, suspect, target, hold, drill, dryRun);
    }

    public ReportSpec suspecting(String image) {
        return new ReportSpec(model, mode, detected, image, target, hold, drill, dryRun);
    }

    public ReportSpec restoring(String image) {
        return new ReportSpec(model, mode, detected, suspect, image, hold, drill, dryRun);
    }

    public ReportSpec held() {
        return new ReportSpec(model, mode, detected, suspect, target, true, drill, dryRun);
    }

    public ReportSpec asDrill() {
        return new ReportSpec(model, mode, detected, suspect, target, hold, true, dryRun);
    }

    public ReportSpec asDryRun() {
        return new ReportSpec(model, mode, detected, suspect, target, hold, drill, true);
    }

    @Override
    public String toString() {
        return "reports(report()"
                + (model == 0 ? "" : ".of(" + model + ")")
                + (mode == null ? "" : ".in(ResponseMode." + mode + ")")
                + (detected < 0 ? "" : ".detected(" + detected + ")")
                + (suspect == null ? "" : ".suspecting(\"" + suspect + "\")")
                + (target == null ? "" : ".restoring(\"" + target + "\")")
                + (hold ? ".held()" : "")
                + (drill ? ".asDrill()" : "")
                + (dryRun ? ".asDryRun()" : "")
                + ")";
    }
}
