package dev.lastgood.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.Times;
import dev.lastgood.api.model.ModelDeploymentStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusPartTest {

    private static final Set<Class<?>> WITH_EQUALS = Set.of(
            String.class,
            Integer.class,
            Long.class,
            Boolean.class,
            ZonedDateTime.class,
            Condition.class,
            List.class,
            Map.class);

    @ParameterizedTest
    @ValueSource(classes = {AIIncidentStatus.class, ModelDeploymentStatus.class})
    void every_type_of_a_status_can_be_compared(Class<?> status) {
        Set<Class<?>> types = new HashSet<>();
        collect(status, types);
        assertThat(types).hasSizeGreaterThan(10);
        assertThat(types)
                .allMatch(type -> type.isPrimitive()
                        || type.isEnum()
                        || WITH_EQUALS.contains(type)
                        || StatusPart.class.isAssignableFrom(type));
    }

    private static void collect(Type type, Set<Class<?>> types) {
        if (type instanceof ParameterizedType parameterized) {
            collect(parameterized.getRawType(), types);
            for (Type argument : parameterized.getActualTypeArguments()) {
                collect(argument, types);
            }
        } else if (type instanceof Class<?> seen
                && types.add(seen)
                && seen.getName().startsWith("dev.lastgood")) {
            for (Field field : seen.getFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    collect(field.getGenericType(), types);
                }
            }
        }
    }

    @Test
    void a_copy_shares_what_it_refers_to() {
        AIIncidentStatus status = status();
        AIIncidentStatus copy = status.copy();
        assertThat(copy).isNotSameAs(status);
        assertThat(copy.times).isSameAs(status.times);
        assertThat(copy.steps).isSameAs(status.steps);
        copy.suspect = "another";
        assertThat(status.suspect).isEqualTo("gw-1");
    }

    @Test
    void two_that_say_the_same_are_the_same() {
        assertThat(StatusPart.isSame(status(), status())).isTrue();
        assertThat(StatusPart.isSame(status(), null)).isFalse();
        assertThat(StatusPart.isSame(null, null)).isTrue();
    }

    @Test
    void a_difference_in_depth_is_seen() {
        AIIncidentStatus text = status();
        text.suspect = "gw-2";
        AIIncidentStatus part = status();
        part.times.closed = "2026-11-23T08:00:00Z";
        AIIncidentStatus element = status();
        element.steps.get(0).message = "other words";
        AIIncidentStatus length = status();
        length.steps.add(new Step());
        assertThat(List.of(text, part, element, length)).noneMatch(other -> StatusPart.isSame(status(), other));
    }

    private static AIIncidentStatus status() {
        AIIncidentStatus status = new AIIncidentStatus();
        status.suspect = "gw-1";
        status.times = new Times();
        Step step = new Step();
        step.id = "1/rollback";
        status.steps = new ArrayList<>(List.of(step));
        return status;
    }
}
