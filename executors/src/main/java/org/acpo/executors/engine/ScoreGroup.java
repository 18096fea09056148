package org.acpo.executors.engine;

import java.io.Serializable;
import java.util.List;

/**
 * Responses to score after the prompt that they share.
 *
 * @param prompt at least one token
 * @param temperatures one a response
 */
public record ScoreGroup(int[] prompt, List<int[]> responses, float[] temperatures) implements Serializable {}
