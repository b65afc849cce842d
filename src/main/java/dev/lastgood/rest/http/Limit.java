package dev.lastgood.rest.http;

/** How many of a list are wanted. */
public final class Limit {

    private static final int USUAL = 50;
    private static final int MOST = 500;

    /** @throws ProblemException where it is no number from 1 to 500; 50 for null */
    public static int of(String text) {
        if (text == null) {
            return USUAL;
        }
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw ProblemException.of(ProblemType.InvalidRequest, "limit is a number from 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }

    private Limit() {}
}
