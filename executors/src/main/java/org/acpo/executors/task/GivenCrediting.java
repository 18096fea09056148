package org.acpo.executors.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.verify.Verdict;
import org.acpo.common.verify.Verifier;
import org.acpo.common.verify.Verifiers;
import org.acpo.executors.attribution.Prober;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.Scorer;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.sampling.SampledResponse;

/**
 * Brings responses that this program did not sample to where sampling would have left them, with log-probabilities,
 * entropies and a verdict, and credits their steps like those of rollouts.
 */
final class GivenCrediting {
    private final RolloutSpec spec;
    private final LoadedPolicy loaded;
    private final Verifier verifier;
    private final int[] stopTokens;

    GivenCrediting(RolloutSpec spec, LoadedPolicy loaded) {
        this.spec = spec;
        this.loaded = loaded;
        this.verifier = Verifiers.of(spec.verifier(), spec.sampling().maxNewTokens());
        this.stopTokens = StopTokens.of(
                loaded.policy().spec(), loaded.tokenizer(), spec.sampling().stop());
    }

    CreditedBatch credit(List<GivenResponse> given) {
        List<List<Score>> scores = scores(given);
        StepCrediting crediting = new StepCrediting(spec, loaded);
        List<VerifiedResponse> verified = new ArrayList<>();
        List<int[]> ends = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            verified.add(verified(given.get(i), scores.get(i).get(0)));
            int[] known = given.get(i).segmentEnds();
            ends.add(known.length > 0 ? known : crediting.segmentEnds(verified.get(i)));
        }
        RolloutSpec.Memory memory = spec.memory();
        Prober prober = new Prober(loaded.policy(), memory.tokensPerPack(), memory.logitsMemoryMb());
        List<Rollout> rollouts = crediting.credit(verified, ends, crediting.answerValues(verified, ends, prober::read));
        List<CreditedResponse> credited = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            Rollout rollout = rollouts.get(i);
            credited.add(new CreditedResponse(
                    given.get(i).slot(), rollout.segmentEnds(), rollout.answerLogProbs(), rollout.verdict()));
        }
        return new CreditedBatch(credited, crediting.computedTokens());
    }

    private List<List<Score>> scores(List<GivenResponse> given) {
        List<ScoreGroup> groups = given.stream()
                .map(response -> new ScoreGroup(response.promptTokens(), List.of(response.tokens()), new float[] {
                    response.temperature() == 0 ? 1 : response.temperature()
                }))
                .toList();
        RolloutSpec.Memory memory = spec.memory();
        return new Scorer(loaded.policy(), memory.tokensPerPack(), memory.logitsMemoryMb())
                .groups(groups, StepCrediting.probeToken(spec, loaded.tokenizer()));
    }

    private VerifiedResponse verified(GivenResponse given, Score score) {
        int[] tokens = given.tokens();
        int last = tokens[tokens.length - 1];
        boolean stopped = Arrays.stream(stopTokens).anyMatch(stop -> stop == last);
        String text = loaded.tokenizer().decode(tokens, true);
        Verdict verdict = verifier.verify(given.problem(), text, tokens.length, given.truncated());
        SampledResponse response = new SampledResponse(
                given.problem().id(),
                0,
                given.temperature(),
                tokens,
                score.logProbs(),
                score.entropies(),
                score.probeLogProbs(),
                !stopped);
        RolloutOrder order = new RolloutOrder(given.slot(), given.problem(), 0, 1, given.temperature(), 1);
        return new VerifiedResponse(order, given.promptTokens(), response, text, verdict);
    }
}
