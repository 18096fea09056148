package org.acpo.executors.task;

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
import org.acpo.common.segment.SegmentInput;
import org.acpo.common.segment.Segmenter;
import org.acpo.common.segment.Segmenters;
import org.acpo.executors.attribution.ProbeRequest;
import org.acpo.executors.engine.Score;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.sampling.SampledResponse;
import org.acpo.executors.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the steps of responses and what each adds to the prediction of the answer (method.md sections 2 and 3). Without
 * {@link RolloutSpec#credit} every response is one step that is credited nothing.
 */
final class StepCrediting {
    private static final double[] NONE = {};
    private static final int[] NOWHERE = {};

    private final RolloutSpec spec;
    private final LoadedPolicy loaded;
    private final Tokenizer tokenizer;
    private final RolloutSpec.@Nullable Credit credit;
    private long probedTokens;
    private long computedTokens;
    private long branchTokens;

    StepCrediting(RolloutSpec spec, LoadedPolicy loaded) {
        this.spec = spec;
        this.loaded = loaded;
        this.tokenizer = loaded.tokenizer();
        this.credit = spec.credit();
    }

    /** The token that clean cuts ask the policy about: the probe's first; −1 when nothing will be probed. */
    static int probeToken(RolloutSpec spec, Tokenizer tokenizer) {
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

    /** Tokens that probes and Monte Carlo computed so far, prompts of the probes apart. */
    long computedTokens() {
        return computedTokens;
    }

    /** Tokens that Monte Carlo generated so far. */
    long branchTokens() {
        return branchTokens;
    }

    /** Asks the policy: [target][k] of each request, what is read of it. */
    @FunctionalInterface
    interface Answers {
        List<double[][]> read(List<ProbeRequest> requests, Function<Score, float[]> reading);
    }

    /**
     * One rollout a response, in the same order.
     *
     * @param ends the responses' segment ends
     * @param values what {@link #answerValues} gave for them
     */
    List<Rollout> credit(List<VerifiedResponse> responses, List<int[]> ends, List<double[]> values) {
        List<double[]> stepValues = stepValues(responses, ends);
        List<Rollout> rollouts = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            rollouts.add(rollout(responses.get(i), ends.get(i), values.get(i), stepValues.get(i)));
        }
        return rollouts;
    }

    /** Where the steps of a response end, by {@code segmentation}. */
    int[] segmentEnds(VerifiedResponse verified) {
        SampledResponse response = verified.response();
        int length = response.tokens().length;
        if (credit == null) {
            return length == 0 ? NOWHERE : new int[] {length};
        }
        Segmenter segmenter = Segmenters.of(credit.segmentation());
        List<String> pieces = tokenizer.pieces(response.tokens());
        return segmenter.segmentEnds(new SegmentInput(response.entropies(), response.probeLogProbs(), pieces));
    }

    /** What attribution differences, K + 1 values of each response; none without probes. */
    List<double[]> answerValues(List<VerifiedResponse> responses, List<int[]> ends, Answers answers) {
        if (credit == null || !credit.attribution().probes()) {
            return responses.stream().map(response -> NONE).toList();
        }
        AttributionConfig config = credit.attribution();
        List<ProbeRequest> requests = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            requests.add(request(config, responses.get(i), ends.get(i)));
            probedTokens += responses.get(i).response().tokens().length;
        }
        List<double[][]> probed =
                answers.read(requests, config.measure() == Measure.ENTROPY ? Score::entropies : Score::logProbs);
        computedTokens += requests.stream().mapToLong(ProbeRequest::tokens).sum();
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            values.add(values(config, responses.get(i), probed.get(i)));
        }
        return values;
    }

    /** Monte Carlo's V_0 … V_K of each response, none when it is off. */
    private List<double[]> stepValues(List<VerifiedResponse> responses, List<int[]> ends) {
        if (credit == null
                || !credit.attribution().enabled()
                || !credit.attribution().monteCarlo().enabled()) {
            return responses.stream().map(response -> NONE).toList();
        }
        MonteCarlo monteCarlo = new MonteCarlo(spec, credit.attribution().monteCarlo(), loaded);
        List<double[]> values = monteCarlo.values(responses, ends);
        computedTokens += monteCarlo.tokens();
        branchTokens += monteCarlo.generatedTokens();
        return values;
    }

    private ProbeRequest request(AttributionConfig config, VerifiedResponse verified, int[] ends) {
        SampledResponse response = verified.response();
        int limit = response.tokens().length - (response.truncated() ? 0 : 1);
        if (config.stripFinalAnswer()) {
            List<String> pieces = tokenizer.pieces(response.tokens());
            limit = Math.min(
                    limit, ProbePrefixes.answerToken(pieces, verified.verdict().answerStart()));
        }
        int[] prefixes = ProbePrefixes.ends(ends, limit);
        return new ProbeRequest(
                verified.promptTokens(),
                response.tokens(),
                Arrays.copyOfRange(prefixes, 1, prefixes.length),
                tokenizer.encode(config.probe()),
                targets(config, verified),
                response.temperature());
    }

    /** The answers to ask for: gold, own or both, in the order that {@link #values} expects. */
    private int[][] targets(AttributionConfig config, VerifiedResponse verified) {
        List<int[]> targets = new ArrayList<>();
        if (config.target() != Target.OWN) {
            targets.add(answer(config, verified.order().problem().answer()));
        }
        String own = verified.verdict().extracted();
        if (config.target() != Target.GOLD && own != null && !own.isEmpty()) {
            targets.add(answer(config, own));
        }
        return targets.toArray(new int[0][]);
    }

    private int[] answer(AttributionConfig config, String text) {
        int[] tokens = tokenizer.encode(text);
        return tokens.length <= config.maxAnswerTokens() ? tokens : Arrays.copyOf(tokens, config.maxAnswerTokens());
    }

    private static double[] values(AttributionConfig config, VerifiedResponse verified, double[][] probed) {
        boolean hasGold = config.target() != Target.OWN;
        double[] gold = hasGold ? probed[0] : NONE;
        int own = hasGold ? 1 : 0;
        return StepAttribution.values(
                config.target(),
                config.measure(),
                verified.verdict().correct(),
                gold,
                own < probed.length ? probed[own] : null);
    }

    /** Monte Carlo values stand for the answer's where there are no probes to blend them with. */
    private Rollout rollout(VerifiedResponse verified, int[] ends, double[] values, double[] stepValues) {
        boolean alone = credit != null && !credit.attribution().probes();
        SampledResponse response = verified.response();
        return new Rollout(
                verified.order().problem().id(),
                response.rolloutIndex(),
                spec.replica().version(),
                verified.order().level(),
                response.temperature(),
                response.tokens(),
                response.logProbs(),
                response.entropies(),
                verified.text(),
                response.truncated(),
                verified.verdict(),
                ends,
                alone ? stepValues : values,
                alone ? NONE : stepValues);
    }
}
