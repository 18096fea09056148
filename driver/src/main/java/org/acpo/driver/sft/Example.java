package org.acpo.driver.sft;

import java.util.Arrays;
import java.util.List;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.engine.TrainSequence;

/**
 * Something to imitate.
 *
 * @param prompt tokens that are given
 * @param response tokens to learn, the end-of-text token among them
 */
record Example(int[] prompt, int[] response) {

    int tokens() {
        return prompt.length + response.length;
    }

    /** @param weight of each response token in the batch's loss */
    TrainGroup group(float weight) {
        float[] weights = new float[response.length];
        Arrays.fill(weights, weight);
        return new TrainGroup(prompt, List.of(TrainSequence.imitated(response, weights)));
    }
}
