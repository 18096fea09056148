package org.acpo.executors.replica;

import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.ServedPolicy;
import org.acpo.executors.tokenizer.Tokenizer;

/** A replica's policy and tokenizer, lent to one task. */
public record LoadedPolicy(ServedPolicy served, Tokenizer tokenizer) {
    /** To sample and score with. */
    public Policy policy() {
        return served.policy();
    }

    /** The same policy, to differentiate by what is trained; of a {@link ReplicaSpec} with gradients alone. */
    public Policy trained() {
        return served.trained();
    }
}
