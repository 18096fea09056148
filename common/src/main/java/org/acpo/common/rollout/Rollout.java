package org.acpo.common.rollout;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.acpo.common.verify.Verdict;

/**
 * A response with its verdict and its steps: everything that the driver needs to estimate advantages and to update the policy. T is
 * the number of response tokens, K that of steps.
 *
 * @param steps in their order; they partition [0, T), and all have the same estimators. Empty when T = 0, or before the response
 *     is cut
 */
public record Rollout(Draw draw, Response response, Verdict verdict, List<Step> steps) implements Serializable {

    public Rollout {
        int before = 0;
        for (Step step : steps) {
            if (step.start() != before || step.end() <= before) {
                throw new IllegalArgumentException("a step from " + step.start() + " to " + step.end()
                        + " behind one that ends at " + before + " in rollout " + draw);
            }
            before = step.end();
        }
        if (!steps.isEmpty() && before != response.length()) {
            throw new IllegalArgumentException("the steps of rollout " + draw + " end at token " + before
                    + ", but its response has " + response.length());
        }
    }

    /** The same response with other steps. */
    public Rollout withSteps(List<Step> other) {
        return new Rollout(draw, response, verdict, other);
    }

    /** T. */
    public int length() {
        return response.length();
    }

    /** As {@link Response#tokens}. */
    public int[] tokens() {
        return response.tokens();
    }

    /** τ_i. */
    public float temperature() {
        return draw.temperature();
    }

    /** b_1 … b_K, the exclusive ends of the steps. */
    public int[] stepEnds() {
        return Step.ends(steps);
    }

    /** The K + 1 values whose differences credit the steps: before the first, then after each; empty without any. */
    public double[] values() {
        if (steps.isEmpty() || steps.get(0).attributions().isEmpty()) {
            return new double[0];
        }
        double[] values = new double[steps.size() + 1];
        values[0] = steps.get(0).attributions().get(0).before();
        for (int k = 0; k < steps.size(); k++) {
            values[k + 1] = steps.get(k).attributions().get(0).after();
        }
        return values;
    }

    /** Δ_1 … Δ_K of the attributions that credit the steps; empty without any. */
    public double[] deltas() {
        return deltas(estimator -> true);
    }

    /** Δ_1 … Δ_K of the first estimator of that kind; empty without any. */
    public double[] deltas(Predicate<Attribution.Estimator> kind) {
        if (steps.isEmpty() || find(steps.get(0), kind).isEmpty()) {
            return new double[0];
        }
        return steps.stream()
                .mapToDouble(step -> find(step, kind).orElseThrow().delta())
                .toArray();
    }

    private static Optional<Attribution> find(Step step, Predicate<Attribution.Estimator> kind) {
        return step.attributions().stream()
                .filter(attribution -> kind.test(attribution.estimator()))
                .findFirst();
    }
}
