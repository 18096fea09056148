package org.acpo.executors.engine;

import java.io.Serializable;
import java.util.List;

/**
 * Responses to learn from, with the prompt they share.
 *
 * @param prompt at least one token
 */
public record TrainGroup(int[] prompt, List<TrainSequence> sequences) implements Serializable {}
