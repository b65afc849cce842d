package dev.lastgood.operator.history;

import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.operator.probe.ProbedModel;
import dev.lastgood.suite.Belongings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The packaged operator with a model server in each namespace, whose answers the test decides. */
final class ProbedOperator implements AutoCloseable {

    private final Map<String, ProbedModel> models = new ConcurrentHashMap<>();
    private final Belongings belongings = new Belongings();
    private final OperatorUnderTest operator;

    private ProbedOperator(int stages, Map<String, String> settings) {
        belongings.own(() -> models.values().forEach(ProbedModel::close));
        operator = belongings.own(ProbedModel.operator(models, stages, settings));
    }

    /** @param stages how many tests may take a {@link #stage} */
    static ProbedOperator start(int stages, Map<String, String> settings) {
        return new ProbedOperator(stages, settings);
    }

    /** A namespace that no other test uses, with the flag of {@link #spec} on. */
    Stage stage() {
        return operator.stage().apply(Stage.configMap("flags", "assistant", "true"));
    }

    ProbedModel answering(Stage stage) {
        return models.get(stage.namespace());
    }

    OperatorUnderTest operator() {
        return operator;
    }

    /** A probed model in mode Auto whose incidents rest once they are Mitigated, for as long as any test lasts. */
    static String spec() {
        return ProbedModel.spec("").replace("resolveAfter: 2s", "resolveAfter: 1h");
    }

    @Override
    public void close() {
        belongings.close();
    }
}
