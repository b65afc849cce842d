package dev.lastgood.simulator.operator;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares two statuses field by field, as StatusWriter compares their JSON: what says the same is not written. An empty list is
 * the same as none.
 */
final class SameFields {

    private static final Map<Class<?>, Field[]> FIELDS = new ConcurrentHashMap<>();

    static boolean in(Object one, Object other) {
        if (one == other) {
            return true;
        }
        if (isNothing(one) && isNothing(other)) {
            return true;
        }
        if (one == null || other == null) {
            return false;
        }
        if (one instanceof List<?> list && other instanceof List<?> otherList) {
            return isSame(list, otherList);
        }
        if (one.getClass() != other.getClass() || !isOurs(one.getClass())) {
            return Objects.equals(one, other);
        }
        for (Field field : FIELDS.computeIfAbsent(one.getClass(), SameFields::fields)) {
            try {
                if (!in(field.get(one), field.get(other))) {
                    return false;
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return true;
    }

    private static boolean isNothing(Object value) {
        return value == null
                || value instanceof Collection<?> all && all.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }

    private static boolean isSame(List<?> one, List<?> other) {
        if (one.size() != other.size()) {
            return false;
        }
        Iterator<?> others = other.iterator();
        for (Object each : one) {
            if (!in(each, others.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("dev.lastgood.api.") && !type.isEnum();
    }

    private static Field[] fields(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .toArray(Field[]::new);
    }

    private SameFields() {}
}
