package org.acpo.executors.task;

import java.io.Serializable;

/**
 * Tokens to be scored.
 *
 * @param slot place among all sequences, so that the driver can put results in order
 * @param tokens at least one
 */
public record TokenSequence(int slot, int[] tokens) implements Serializable {}
