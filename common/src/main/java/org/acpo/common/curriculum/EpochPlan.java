package org.acpo.common.curriculum;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.acpo.common.UserException;
import org.acpo.common.random.CounterRandom;

/**
 * Which training problems each step of an epoch draws. A pure function of (seed, epoch, weights): the weights are taken
 * when the epoch begins, so a run that resumes within an epoch needs the {@link Difficulty} of the epoch's begin.
 *
 * <p>No step holds a problem twice, and every problem is drawn as often as any other, give or take once: of an epoch of D
 * draws over N problems all get ⌊D/N⌋, and the weights decide which get one more. With exactly one pass the weights
 * therefore decide nothing; they matter for epochs that are shorter or longer ({@code curriculum.steps_per_epoch}).
 */
public final class EpochPlan {
    private EpochPlan() {}

    /** Steps of an epoch: {@code steps_per_epoch}, or as many full steps as one pass over the problems holds. */
    public static int steps(CurriculumConfig config, int problems, int promptsPerStep) {
        requireEnough(problems, promptsPerStep);
        return config.stepsPerEpoch() > 0 ? config.stepsPerEpoch() : problems / promptsPerStep;
    }

    /**
     * Problem indices of each step, {@code promptsPerStep} different ones a step.
     *
     * @param weights one per problem, above 0, as {@link Difficulty#weights} gives them
     */
    public static List<int[]> of(long seed, int epoch, double[] weights, int steps, int promptsPerStep) {
        requireEnough(weights.length, promptsPerStep);
        CounterRandom random = CounterRandom.stream(seed, "epoch", epoch);
        int extra = (int) ((long) steps * promptsPerStep % weights.length);
        ArrayDeque<Integer> waiting = shuffled(random.drawWithoutReplacement(weights, extra), random);
        List<int[]> plan = new ArrayList<>(steps);
        for (int step = 0; step < steps; step++) {
            plan.add(fill(waiting, weights.length, promptsPerStep, random));
        }
        return plan;
    }

    /**
     * Problems to replace {@code n} groups that carried no signal ({@code update.zero_variance: resample}), drawn by weight
     * among those that the step has not used; fewer when not enough are left.
     *
     * @param step the step's number within the run
     * @param attempt number of this draw within the step, from 1
     * @param used indices that the step has drawn already, replacements included
     */
    public static int[] replacements(long seed, long step, int attempt, double[] weights, Set<Integer> used, int n) {
        double[] left = weights.clone();
        used.forEach(index -> left[index] = 0);
        int available = left.length - used.size();
        return CounterRandom.stream(seed, "resample", step, attempt)
                .drawWithoutReplacement(left, Math.min(n, available));
    }

    private static int[] fill(ArrayDeque<Integer> waiting, int problems, int size, CounterRandom random) {
        Set<Integer> drawn = new HashSet<>();
        ArrayDeque<Integer> passedOver = new ArrayDeque<>();
        int[] step = new int[size];
        while (drawn.size() < size) {
            if (waiting.isEmpty()) {
                waiting.addAll(shuffled(IntStream.range(0, problems).toArray(), random));
            }
            int next = waiting.poll();
            if (drawn.add(next)) {
                step[drawn.size() - 1] = next;
            } else {
                passedOver.push(next);
            }
        }
        passedOver.forEach(waiting::addFirst);
        return step;
    }

    /** In random order, so that no step is easier than another for when it was drawn. */
    private static ArrayDeque<Integer> shuffled(int[] problems, CounterRandom random) {
        ArrayDeque<Integer> queue = new ArrayDeque<>(problems.length);
        for (int i : random.permutation(problems.length)) {
            queue.add(problems[i]);
        }
        return queue;
    }

    /** @throws UserException when a step cannot draw so many different problems */
    public static void requireEnough(int problems, int promptsPerStep) {
        if (problems < promptsPerStep) {
            throw new UserException("there are " + problems + " training problems, but a step draws " + promptsPerStep
                    + " different ones; set rollout.prompts_per_step to " + problems
                    + " or less, or give more problems");
        }
    }
}
