package org.acpo.driver.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.curriculum.Difficulty;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the loop remembers between steps, beside weights and optimizer. Immutable; a plain JSON object through
 * its components.
 *
 * @param step updates done
 * @param optimizerSteps optimizer steps done
 * @param difficulty pass rates now
 * @param epochDifficulty pass rates when the epoch began, from which the epoch's plan is drawn
 * @param heldOut held-out pass@1 of every evaluation so far
 * @param referenceVersion policy version of the KL term's reference, or null while there is none
 * @param bestStep step of the best held-out pass@1 so far
 * @param skippedInRow non-finite updates since the last good one
 * @param responseTokens response tokens sampled so far
 * @param seconds wall time spent on steps, over all sittings
 */
public record RunState(
        int step,
        int optimizerSteps,
        Difficulty difficulty,
        Difficulty epochDifficulty,
        Reliability reliability,
        List<Double> heldOut,
        @Nullable Integer referenceVersion,
        int bestStep,
        int skippedInRow,
        long responseTokens,
        double seconds) {

    /** Before the first step. */
    public static RunState initial(Reliability reliability) {
        Difficulty unknown = Difficulty.unknown();
        return new RunState(0, 0, unknown, unknown, reliability, List.of(), null, 0, 0, 0, 0);
    }

    /** With the epoch's plan drawn from what is known now. */
    public RunState beginEpoch() {
        return new RunState(
                step,
                optimizerSteps,
                difficulty,
                difficulty,
                reliability,
                heldOut,
                referenceVersion,
                bestStep,
                skippedInRow,
                responseTokens,
                seconds);
    }

    /** With the present weights as reference. */
    public RunState withReference(int version) {
        return new RunState(
                step,
                optimizerSteps,
                difficulty,
                epochDifficulty,
                reliability,
                heldOut,
                version,
                bestStep,
                skippedInRow,
                responseTokens,
                seconds);
    }

    /** With one more evaluation; {@code bestStep} follows the highest pass@1, the later of equal ones. */
    public RunState withEvaluation(double passAt1) {
        List<Double> all = new ArrayList<>(heldOut);
        all.add(passAt1);
        boolean best = heldOut.stream().allMatch(earlier -> earlier <= passAt1);
        return new RunState(
                step,
                optimizerSteps,
                difficulty,
                epochDifficulty,
                reliability,
                all,
                referenceVersion,
                best ? step : bestStep,
                skippedInRow,
                responseTokens,
                seconds);
    }

    /** After one more step. */
    public RunState afterStep(
            int newOptimizerSteps,
            Difficulty newDifficulty,
            Reliability newReliability,
            int newSkippedInRow,
            long tokens,
            double stepSeconds) {
        return new RunState(
                step + 1,
                newOptimizerSteps,
                newDifficulty,
                epochDifficulty,
                newReliability,
                heldOut,
                referenceVersion,
                bestStep,
                newSkippedInRow,
                responseTokens + tokens,
                seconds + stepSeconds);
    }
}
