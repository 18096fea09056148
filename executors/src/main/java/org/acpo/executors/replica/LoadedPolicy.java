package org.acpo.executors.replica;

import org.acpo.executors.engine.Policy;
import org.acpo.executors.tokenizer.Tokenizer;

/** A replica's policy and tokenizer, lent to one task. */
public record LoadedPolicy(Policy policy, Tokenizer tokenizer) {}
