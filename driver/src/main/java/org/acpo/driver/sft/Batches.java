package org.acpo.driver.sft;

import java.util.ArrayList;
import java.util.List;
import org.acpo.common.random.CounterRandom;

/** Cuts a pass over the examples into optimizer steps. */
final class Batches {
    private Batches() {}

    /**
     * The examples in an order that is a function of seed and epoch, cut so that no batch holds more than {@code budget}
     * tokens. The last batch may be small.
     */
    static List<List<Example>> of(List<Example> examples, int budget, long seed, int epoch) {
        List<List<Example>> batches = new ArrayList<>();
        List<Example> batch = new ArrayList<>();
        int tokens = 0;
        for (int i : CounterRandom.stream(seed, "sft/order", epoch).permutation(examples.size())) {
            Example example = examples.get(i);
            if (!batch.isEmpty() && tokens + example.tokens() > budget) {
                batches.add(batch);
                batch = new ArrayList<>();
                tokens = 0;
            }
            batch.add(example);
            tokens += example.tokens();
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
