package dev.lastgood.act.flag;

/**
 * A flag's own part of a document.
 *
 * @param start offset of its first character
 * @param end offset behind its last character
 * @param text what of it is kept: JSON on one line, anything else as it stands there
 */
record FlagPart(int start, int end, String text) {}
