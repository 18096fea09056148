package org.acpo.common.problem.generate;

/**
 * How many things a person of a story has.
 *
 * @param person number of the person, in {@link Story}'s placeholders
 * @param sentence how the story says it
 * @param line how a worked solution says it
 */
record Quantity(int person, int value, String sentence, String line) {}
