package org.acpo.common.rollout;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;

/**
 * A reasoning step of a response (method.md section 2): the tokens from {@code start} up to {@code end}.
 *
 * @param entropy mean over its tokens, in nats at τ = 1
 * @param attributions by estimator; the first one credits the step. Empty when nothing was attributed
 */
public record Step(int start, int end, double entropy, List<Attribution> attributions) implements Serializable {

    /** Tokens. */
    public int length() {
        return end - start;
    }

    /**
     * The steps that end there, without attributions.
     *
     * @param ends K exclusive ends, ascending, the last one T
     * @param entropies T token entropies
     */
    public static List<Step> cut(int[] ends, float[] entropies) {
        List<Step> steps = new ArrayList<>(ends.length);
        int start = 0;
        for (int end : ends) {
            double sum = 0;
            for (int t = start; t < end; t++) {
                sum += entropies[t];
            }
            steps.add(new Step(start, end, sum / (end - start), List.of()));
            start = end;
        }
        return steps;
    }

    /** b_1 … b_K, the exclusive ends of the steps. */
    public static int[] ends(List<Step> steps) {
        return steps.stream().mapToInt(Step::end).toArray();
    }

    /**
     * The steps with one attribution more, behind those that they have.
     *
     * @param values K + 1 values, of which step k has the k-th before it; or none, which adds nothing
     */
    public static List<Step> attributed(List<Step> steps, Estimator estimator, Measure measure, double[] values) {
        if (values.length == 0) {
            return steps;
        }
        if (values.length != steps.size() + 1) {
            throw new IllegalArgumentException((values.length - 1) + " attributions for " + steps.size() + " steps");
        }
        List<Step> attributed = new ArrayList<>(steps.size());
        for (int k = 0; k < steps.size(); k++) {
            Step step = steps.get(k);
            List<Attribution> all = new ArrayList<>(step.attributions);
            all.add(new Attribution(estimator, measure, values[k], values[k + 1]));
            attributed.add(new Step(step.start, step.end, step.entropy, all));
        }
        return attributed;
    }
}
