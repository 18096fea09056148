package org.acpo.executors.attribution;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.Scorer;

/**
 * Scores answers after every prefix of a response (method.md section 3). All K + 1 probes of a response go through the
 * policy in one pass with the response itself, and neighbouring responses to one prompt share it and the pass. Equal to
 * K + 1 separate passes up to float32 rounding. Positions of a probe continue from where it is attached, so they may run
 * past the model's context by the probe's length. Thread-safe as the policy is.
 */
public final class Prober {
    private final Scorer scorer;
    private final int tokensPerPack;

    /**
     * @param tokensPerPack token budget of one forward pass; a response that exceeds it with its probes goes alone
     * @param logitsMemoryMb bound on logits held at once
     */
    public Prober(Policy policy, int tokensPerPack, int logitsMemoryMb) {
        this.scorer = new Scorer(policy, tokensPerPack, logitsMemoryMb);
        this.tokensPerPack = tokensPerPack;
    }

    /**
     * For each request [target][k], k = 0 … K: ℓ_k, the mean over the target's tokens of log π(a_j | x, y_≤b_k, s,
     * a_&lt;j) under softmax(logits / τ).
     */
    public List<double[][]> answerLogProbs(List<ProbeRequest> requests) {
        return read(requests, Score::logProbs);
    }

    /**
     * As {@link #answerLogProbs}, for another number than the log-probability.
     *
     * @param reading gives one number per target token. With {@link Score#entropies}, for instance, the result is the mean entropy
     *     of the distributions that predict the target's tokens
     */
    public List<double[][]> read(List<ProbeRequest> requests, Function<Score, float[]> reading) {
        List<double[][]> results = new ArrayList<>();
        ProbePack pack = new ProbePack();
        for (ProbeRequest request : requests) {
            double[][] result = new double[request.targets().length][request.segments() + 1];
            results.add(result);
            if (request.targets().length == 0) {
                continue;
            }
            if (pack.size() > 0 && pack.size() + pack.cost(request) > tokensPerPack) {
                pack.score(scorer, reading);
                pack = new ProbePack();
            }
            pack.add(request, result);
        }
        pack.score(scorer, reading);
        return results;
    }
}
