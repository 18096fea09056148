package org.acpo.executors.replica;

import org.acpo.executors.engine.Policy;
import org.acpo.executors.tokenizer.Tokenizer;

/**
 * A replica's policy and tokenizer, lent to one task.
 *
 * @param policy to sample and score with
 * @param trained the same policy, to differentiate by what is trained
 */
public record LoadedPolicy(Policy policy, Policy trained, Tokenizer tokenizer) {}
