package org.acpo.executors.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.common.rollout.Rollout;
import org.acpo.executors.attribution.Prober;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.Scorer;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.sampling.SampledResponse;

/**
 * Makes rollouts of responses that come from elsewhere: scores them, which gives the log-probabilities and entropies that sampling
 * would have left, and takes them through the same stages. One use by one thread.
 */
public final class GivenRollouts {
    private final RolloutSpec spec;
    private final LoadedPolicy loaded;
    private final JudgeStage judge;
    private final CutStage cut;
    private final ProbeStage probe;
    private final BranchStage branch;
    private final int[] stopTokens;

    public GivenRollouts(RolloutSpec spec, LoadedPolicy loaded) {
        this.spec = spec;
        this.loaded = loaded;
        this.judge = new JudgeStage(spec, loaded.tokenizer());
        this.cut = new CutStage(spec, loaded.tokenizer());
        this.probe = new ProbeStage(spec, loaded.tokenizer());
        this.branch = new BranchStage(spec, loaded, judge);
        this.stopTokens = StopTokens.of(
                loaded.policy().spec(), loaded.tokenizer(), spec.sampling().stop());
    }

    /** One rollout a response, in their order. */
    public List<Rollout> make(List<GivenResponse> given) {
        List<List<Score>> scores = scores(given);
        List<RolloutDraft> drafts = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            RolloutDraft judged = judge(given.get(i), scores.get(i).get(0));
            int[] known = given.get(i).segmentEnds();
            drafts.add(known.length > 0 ? CutStage.at(known, judged) : cut.cut(judged));
        }
        RolloutSpec.Memory memory = spec.memory();
        Prober prober = new Prober(loaded.policy(), memory.tokensPerPack(), memory.logitsMemoryMb());
        return branch.branch(probe.probe(drafts, prober::read));
    }

    /** Tokens that probes and continuations computed so far. */
    public long computedTokens() {
        return probe.computedTokens() + branch.computedTokens();
    }

    private List<List<Score>> scores(List<GivenResponse> given) {
        List<ScoreGroup> groups = given.stream()
                .map(response -> new ScoreGroup(response.promptTokens(), List.of(response.tokens()), new float[] {
                    response.temperature() == 0 ? 1 : response.temperature()
                }))
                .toList();
        RolloutSpec.Memory memory = spec.memory();
        return new Scorer(loaded.policy(), memory.tokensPerPack(), memory.logitsMemoryMb())
                .groups(groups, ProbeStage.firstToken(spec, loaded.tokenizer()));
    }

    /** A text that was taken out of somewhere is not known to be cut short, but it did not stop either. */
    private RolloutDraft judge(GivenResponse given, Score score) {
        int[] tokens = given.tokens();
        int last = tokens[tokens.length - 1];
        boolean stopped = Arrays.stream(stopTokens).anyMatch(stop -> stop == last);
        SampledResponse response = new SampledResponse(
                given.problem().id(),
                0,
                given.temperature(),
                tokens,
                score.logProbs(),
                score.entropies(),
                score.probeLogProbs(),
                !stopped);
        return judge.judge(given.problem(), given.promptTokens(), 1, response, given.truncated());
    }
}
