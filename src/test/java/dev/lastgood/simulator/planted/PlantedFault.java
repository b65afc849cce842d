package dev.lastgood.simulator.planted;

/**
 * One rule of the real code that is changed while histories are played.
 *
 * @param invariant which must find it
 * @param rule what is wrong, in words
 * @param type the class of the rule
 * @param method its method
 * @param advice what is changed, see {@link Advices}
 */
record PlantedFault(String invariant, String rule, String type, String method, Class<?> advice) {

    String where() {
        return type.substring(type.lastIndexOf('.') + 1) + "." + method;
    }
}
