package org.acpo.driver.rollout;

import java.util.List;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.PromptConfig;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.acpo.executors.tokenizer.Tokenizer;

/** Refuses problems whose prompt does not fit the model's context, before anything is computed. */
public record PromptCheck(PromptConfig prompt, ModelSpec spec, Tokenizer tokenizer) {

    /** @throws UserException naming the first problem that does not fit */
    public void check(List<Problem> problems) {
        PromptEncoder renderer = new PromptEncoder(prompt, tokenizer);
        problems.forEach(problem -> check(renderer, problem));
    }

    private void check(PromptEncoder renderer, Problem problem) {
        int length = renderer.encode(problem).length;
        if (length == 0 || length >= spec.maxPositions()) {
            throw new UserException("problem " + problem.id() + ": its prompt has " + length
                    + " tokens, but it must have 1 to " + (spec.maxPositions() - 1)
                    + " to fit the model's context of " + spec.maxPositions()
                    + " with a response; leave the problem out or change prompt.template");
        }
    }
}
