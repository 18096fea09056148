package org.acpo.driver.train;

import java.util.function.ToIntBiFunction;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.StepJudge;
import org.acpo.common.problem.StepTruth;
import org.acpo.common.problem.generate.Generators;
import org.acpo.common.rollout.Rollout;
import org.acpo.executors.tokenizer.Tokenizer;

/** The step of a rollout in which its first error is, for problems whose right steps are known. */
public record FirstErrors(Tokenizer tokenizer) implements ToIntBiFunction<Problem, Rollout> {

    /** A step, or −1 when every line is right. */
    @Override
    public int applyAsInt(Problem problem, Rollout rollout) {
        StepJudge judge = Generators.judge(problem)
                .orElseThrow(() -> new UserException("problem " + problem.id()
                        + " has no worked solution to hold its steps against, which the credit rule known_errors needs; give a"
                        + " field 'solution' or a generator, or set advantage.step_credit=first_fall"));
        return StepTruth.of(judge, rollout.response().text())
                .errorSegment(tokenizer.pieces(rollout.tokens()), rollout.stepEnds());
    }
}
