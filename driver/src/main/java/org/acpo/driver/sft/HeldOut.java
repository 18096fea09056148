package org.acpo.driver.sft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.acpo.common.problem.Problem;
import org.acpo.common.random.RolloutRandom;
import org.acpo.common.recipe.SftConfig;
import org.acpo.common.recipe.TrainConfig.EvaluationConfig;
import org.acpo.common.verify.Verifier;
import org.acpo.common.verify.Verifiers;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.rollout.StopTokens;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.sampling.SampledResponse;
import org.acpo.executors.sampling.Sampler;
import org.acpo.executors.sampling.SamplingOptions;
import org.acpo.executors.tokenizer.PromptEncoder;

/** Pass rate on held-out problems, sampled in this process. */
final class HeldOut {
    private static final int SLOTS = 64;

    private final SftConfig config;
    private final PromptEncoder prompts;
    private final Map<String, Problem> problems = new HashMap<>();
    private final List<SampleRequest> requests;
    private final Verifier verifier;

    HeldOut(SftConfig config, PromptEncoder prompts, List<Problem> problems) {
        this.config = config;
        this.prompts = prompts;
        problems.forEach(problem -> this.problems.put(problem.id(), problem));
        int[] rollouts = IntStream.range(0, config.evaluation().samples()).toArray();
        float temperature = (float) config.evaluation().temperature();
        this.requests = problems.stream()
                .map(problem -> new SampleRequest(problem.id(), prompts.encode(problem), rollouts, temperature))
                .toList();
        this.verifier = Verifiers.of(config.verifier(), config.evaluation().maxNewTokens());
    }

    /** Share of right responses: pass@1. */
    double passRate(Policy policy) {
        EvaluationConfig sampling = config.evaluation();
        int[] stops = StopTokens.of(policy.spec(), prompts.tokenizer(), List.of());
        SamplingOptions options = new SamplingOptions(
                sampling.maxNewTokens(),
                sampling.topP(),
                sampling.topK(),
                stops,
                SLOTS,
                -1,
                false,
                (problem, rollout, position) ->
                        RolloutRandom.of(config.seed(), 0, problem, rollout).uniform(position));
        List<SampledResponse> responses =
                Sampler.sample(policy, requests, options).responses();
        return responses.stream().filter(this::isRight).count() / (double) responses.size();
    }

    private boolean isRight(SampledResponse response) {
        String text = prompts.tokenizer().decode(response.tokens(), true);
        Problem problem = Objects.requireNonNull(problems.get(response.problemId()));
        return verifier.verify(problem, text, response.tokens().length, response.truncated())
                .correct();
    }
}
