package org.acpo.common.curriculum;

import java.io.Serializable;

/**
 * A place in a run.
 *
 * @param epoch from 0
 * @param step policy update, from 1; 0 before the first
 * @param stage curriculum stage, 1 or 2
 */
public record RunPosition(int epoch, int step, int stage) implements Serializable {}
