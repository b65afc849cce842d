package dev.lastgood.api;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * A part of a status. What was read from the API server is shared with the cache of the informer, so no one changes it: whoever
 * writes takes a {@link #copy} of the one part that changes. The rest of the next status is that of the last one, and a pass in which
 * nothing changed copies nothing.
 */
public abstract class StatusPart<T extends StatusPart<T>> implements Cloneable {

    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            Field[] fields = Arrays.stream(type.getFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .toArray(Field[]::new);
            Field.setAccessible(fields, true); // they are public; so each look is not checked again
            return fields;
        }
    };

    /** Returns a new part with the same fields; what they refer to is shared. */
    @SuppressWarnings("unchecked")
    public final T copy() {
        try {
            return (T) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every part can be cloned", e);
        }
    }

    /** Whether two parts, or lists of parts, say the same. What is shared is not looked into. */
    public static boolean isSame(Object one, Object other) {
        if (one == other) {
            return true;
        }
        if (one == null || other == null) {
            return false;
        }
        if (one instanceof StatusPart<?>) {
            return one.getClass() == other.getClass() && haveSameFields(one, other);
        }
        if (one instanceof List<?> list && other instanceof List<?> otherList) {
            return haveSameElements(list, otherList);
        }
        return one.equals(other);
    }

    private static boolean haveSameFields(Object one, Object other) {
        try {
            for (Field field : FIELDS.get(one.getClass())) {
                if (!isSame(field.get(one), field.get(other))) {
                    return false;
                }
            }
            return true;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("every field of a status is public", e);
        }
    }

    private static boolean haveSameElements(List<?> list, List<?> other) {
        if (list.size() != other.size()) {
            return false;
        }
        Iterator<?> others = other.iterator();
        for (Object element : list) {
            if (!isSame(element, others.next())) {
                return false;
            }
        }
        return true;
    }
}
