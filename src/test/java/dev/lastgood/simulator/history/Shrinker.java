package dev.lastgood.simulator.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing history small: events are left out and delays shortened as long as it still fails. */
public final class Shrinker {

    private static final int[] DELAYS = {1, 30, 200, 600};

    private final Predicate<History> fails;

    /** @param fails whether a history fails in the same way */
    public Shrinker(Predicate<History> fails) {
        this.fails = fails;
    }

    public History shrink(History failing) {
        History best = failing;
        boolean smaller = true;
        while (smaller) {
            int events = best.events().size();
            int seconds = seconds(best);
            best = withFewerEvents(best);
            best = withUsualTerms(best);
            best = withShorterDelays(best);
            smaller = best.events().size() < events || seconds(best) < seconds;
        }
        return best;
    }

    private static int seconds(History history) {
        return history.events().stream().mapToInt(Event::seconds).sum();
    }

    /** Delta debugging: halves first, then quarters, and single events in the end. */
    private History withFewerEvents(History history) {
        History best = history;
        for (int size = Math.max(1, best.events().size() / 2); size >= 1; size /= 2) {
            for (int from = best.events().size() - size; from >= 0; from -= size) {
                if (from + size > best.events().size()) {
                    continue;
                }
                History without = without(best, from, size, true);
                if (fails.test(without)) {
                    best = without;
                    continue;
                }
                without = without(best, from, size, false);
                if (fails.test(without)) {
                    best = without;
                }
            }
        }
        return best;
    }

    /** @param keepsTime the events after it happen when they happened before */
    private static History without(History history, int from, int size, boolean keepsTime) {
        List<Event> left = new ArrayList<>(history.events().subList(0, from));
        int lost = history.events().subList(from, from + size).stream()
                .mapToInt(Event::seconds)
                .sum();
        List<Event> rest = new ArrayList<>(
                history.events().subList(from + size, history.events().size()));
        if (keepsTime && !rest.isEmpty()) {
            Event next = rest.get(0);
            rest.set(0, new Event(next.seconds() + lost, next.what()));
        }
        left.addAll(rest);
        return new History(history.terms(), left);
    }

    private History withUsualTerms(History history) {
        History best = history;
        for (String term : history.terms().unusual().keySet()) {
            History usual =
                    new History(best.terms().with(term, dev.lastgood.simulator.world.Terms.usual(term)), best.events());
            if (fails.test(usual)) {
                best = usual;
            }
        }
        return best;
    }

    private History withShorterDelays(History history) {
        History best = history;
        for (int i = 0; i < best.events().size(); i++) {
            for (int shorter : DELAYS) {
                Event event = best.events().get(i);
                if (event.seconds() <= shorter) {
                    break;
                }
                List<Event> events = new ArrayList<>(best.events());
                events.set(i, event.sooner(shorter));
                History candidate = new History(best.terms(), events);
                if (fails.test(candidate)) {
                    best = candidate;
                    break;
                }
            }
        }
        return best;
    }
}
