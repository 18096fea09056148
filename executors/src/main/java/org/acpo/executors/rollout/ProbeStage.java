package org.acpo.executors.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.acpo.common.attribution.AttributionConfig;
import org.acpo.common.attribution.AttributionConfig.Measure;
import org.acpo.common.attribution.AttributionConfig.Target;
import org.acpo.common.attribution.ProbePrefixes;
import org.acpo.common.attribution.StepAttribution;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Step;
import org.acpo.executors.attribution.ProbeRequest;
import org.acpo.executors.engine.Score;
import org.acpo.executors.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/** Attributes by answer probes: asks the policy for the answer behind every step (method.md section 3). One use by one thread. */
final class ProbeStage {
    private final @Nullable AttributionConfig config;
    private final Tokenizer tokenizer;
    private long probedTokens;
    private long computedTokens;

    ProbeStage(RolloutSpec spec, Tokenizer tokenizer) {
        RolloutSpec.Credit credit = spec.credit();
        this.config = credit == null || !credit.attribution().probes() ? null : credit.attribution();
        this.tokenizer = tokenizer;
    }

    /** The token that clean cuts ask the policy about: the probe's first; −1 when nothing will be attributed. */
    static int firstToken(RolloutSpec spec, Tokenizer tokenizer) {
        RolloutSpec.Credit credit = spec.credit();
        if (credit == null || !credit.attribution().enabled()) {
            return -1;
        }
        return tokenizer.encode(credit.attribution().probe())[0];
    }

    /** Tokens of responses that were probed so far. */
    long probedTokens() {
        return probedTokens;
    }

    /** Tokens that probes computed so far, their prompts apart. */
    long computedTokens() {
        return computedTokens;
    }

    /** Asks the policy: [target][k] of each request, what is read of it. */
    @FunctionalInterface
    interface Answers {
        List<double[][]> read(List<ProbeRequest> requests, Function<Score, float[]> reading);
    }

    /** The drafts, which are cut, with what the probes say of their steps; unchanged without probes. */
    List<RolloutDraft> probe(List<RolloutDraft> drafts, Answers answers) {
        if (config == null) {
            return drafts;
        }
        List<ProbeRequest> requests = new ArrayList<>();
        for (RolloutDraft draft : drafts) {
            requests.add(request(config, draft));
            probedTokens += draft.rollout().length();
        }
        List<double[][]> probed =
                answers.read(requests, config.measure() == Measure.ENTROPY ? Score::entropies : Score::logProbs);
        computedTokens += requests.stream().mapToLong(ProbeRequest::tokens).sum();
        List<RolloutDraft> attributed = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            attributed.add(attributed(config, drafts.get(i), probed.get(i)));
        }
        return attributed;
    }

    private ProbeRequest request(AttributionConfig config, RolloutDraft draft) {
        Rollout rollout = draft.rollout();
        int limit = rollout.length() - (rollout.response().truncated() ? 0 : 1);
        if (config.stripFinalAnswer()) {
            List<String> pieces = tokenizer.pieces(rollout.tokens());
            limit = Math.min(
                    limit, ProbePrefixes.answerToken(pieces, rollout.verdict().answerStart()));
        }
        int[] prefixes = ProbePrefixes.ends(rollout.stepEnds(), limit);
        return new ProbeRequest(
                draft.promptTokens(),
                rollout.tokens(),
                Arrays.copyOfRange(prefixes, 1, prefixes.length),
                tokenizer.encode(config.probe()),
                targets(config, draft),
                rollout.temperature());
    }

    /** The answers to ask for: gold, own or both, in the order that {@link #attributed} expects. */
    private int[][] targets(AttributionConfig config, RolloutDraft draft) {
        List<int[]> targets = new ArrayList<>();
        if (config.target() != Target.OWN) {
            targets.add(answer(config, draft.problem().answer()));
        }
        String own = draft.rollout().verdict().extracted();
        if (config.target() != Target.GOLD && own != null && !own.isEmpty()) {
            targets.add(answer(config, own));
        }
        return targets.toArray(new int[0][]);
    }

    private int[] answer(AttributionConfig config, String text) {
        int[] tokens = tokenizer.encode(text);
        return tokens.length <= config.maxAnswerTokens() ? tokens : Arrays.copyOf(tokens, config.maxAnswerTokens());
    }

    private static RolloutDraft attributed(AttributionConfig config, RolloutDraft draft, double[][] probed) {
        boolean hasGold = config.target() != Target.OWN;
        int own = hasGold ? 1 : 0;
        double[] values = StepAttribution.values(
                config.target(),
                config.measure(),
                draft.rollout().verdict().correct(),
                hasGold ? probed[0] : new double[0],
                own < probed.length ? probed[own] : null);
        return draft.withSteps(Step.attributed(
                draft.rollout().steps(),
                StepAttribution.estimator(config.target()),
                StepAttribution.measure(config.measure()),
                values));
    }
}
