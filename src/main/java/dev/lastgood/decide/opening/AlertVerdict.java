package dev.lastgood.decide.opening;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.service.RememberedTurns;
import java.time.Instant;
import java.util.List;

/**
 * What alerts that fire say of the revision that served when the first of them began to.
 *
 * @param firing at least one, the first comes first
 */
record AlertVerdict(ModelDeployment model, Trigger trigger, List<Alert> firing) implements Verdict {

    @Override
    public String revision() {
        return RememberedTurns.of(model).at(firing.get(0).startsAt()).orElse(null);
    }

    @Override
    public boolean isNewSince(Instant time) {
        return firing.stream().anyMatch(alert -> alert.startsAt().isAfter(time));
    }

    /** It began while the revision served. */
    @Override
    public boolean isContinuedFrom(AIIncident incident) {
        return false;
    }

    @Override
    public boolean wentOnUnder(AIIncident incident) {
        return false;
    }
}
