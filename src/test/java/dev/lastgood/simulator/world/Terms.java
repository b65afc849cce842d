package dev.lastgood.simulator.world;

import dev.lastgood.api.ResponseMode;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;

/** What holds in a history from the beginning: the policy of the models, and how the workload reads its configuration. */
public final class Terms implements Cloneable {

    /** How pods read ConfigMaps. */
    public enum Reading {
        /** At their start. */
        AT_START,
        /** Mounted: a change reaches running pods, but the model does not say that the program reads it again. */
        MOUNTED,
        /** The program reads them again, and the model says so (configReload). */
        RELOADED
    }

    public int models = 1;
    public ResponseMode mode = ResponseMode.Auto;
    public int probes = 1;
    public int flags = 1;
    public boolean flagAlways;
    public boolean route;
    public boolean admission = true;
    public boolean gitOps;
    public Reading reading = Reading.AT_START;
    public int settle = 30;
    public int failAfter = 3;
    public int goodFor = 60;
    public int resolveAfter = 1800;
    public int soak = 300;
    public int suspectWindow = 86_400;
    public int rollbackDeadline = 150;
    public int breaker = 3;
    public int historyLimit = 10;

    private static final Terms DEFAULT = new Terms();

    /** Returns the same terms but for one of them, as it is written in a story: {@code with("settle", 0)}. */
    public Terms with(String name, Object value) {
        try {
            Terms other = (Terms) clone();
            Field field = Terms.class.getField(name);
            field.set(other, value);
            return other;
        } catch (ReflectiveOperationException | CloneNotSupportedException e) {
            throw new IllegalArgumentException("there is no term " + name, e);
        }
    }

    /** The terms that are not usual, by name, as source. */
    public Map<String, String> unusual() {
        Map<String, String> unusual = new TreeMap<>();
        for (Field field : Terms.class.getFields()) {
            try {
                Object value = field.get(this);
                if (!value.equals(field.get(DEFAULT))) {
                    unusual.put(field.getName(), source(value));
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return unusual;
    }

    /** The usual value of a term. */
    public static Object usual(String name) {
        try {
            return Terms.class.getField(name).get(DEFAULT);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("there is no term " + name, e);
        }
    }

    private static String source(Object value) {
        return value instanceof Enum<?> one
                ? one.getDeclaringClass().getSimpleName() + "." + one.name()
                : value.toString();
    }
}
