package org.acpo.executors.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.verify.Verdict;
import org.acpo.common.verify.Verifier;
import org.acpo.common.verify.Verifiers;
import org.acpo.executors.attribution.CacheProber;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.sampling.CachedResponses;
import org.acpo.executors.sampling.FinishedResponses;
import org.acpo.executors.sampling.SampledResponse;

/**
 * Verifies, segments and attributes responses as they finish, so that their probes are computed on the keys and values that
 * sampling left.
 */
final class FinishedRollouts implements FinishedResponses {
    private final LoadedPolicy loaded;
    private final List<RolloutOrder> orders = new ArrayList<>();
    private final Verifier verifier;
    private final StepCrediting crediting;
    private final CacheProber prober;
    private final VerifiedResponse[] verified;
    private final int[][] ends;
    private final double[][] values;
    private double verifySeconds;
    private double attributeSeconds;

    /** @param orders in the order of the sampling requests */
    FinishedRollouts(RolloutSpec spec, LoadedPolicy loaded, List<RolloutOrder> orders) {
        this.loaded = loaded;
        for (RolloutOrder order : orders) {
            for (int s = 0; s < order.samples(); s++) {
                this.orders.add(order);
            }
        }
        this.verifier = Verifiers.of(spec.verifier(), spec.sampling().maxNewTokens());
        this.crediting = new StepCrediting(spec, loaded);
        RolloutSpec.Memory memory = spec.memory();
        this.prober = new CacheProber(loaded.policy(), memory.tokensPerPack(), memory.logitsMemoryMb());
        this.verified = new VerifiedResponse[this.orders.size()];
        this.ends = new int[this.orders.size()][];
        this.values = new double[this.orders.size()][];
    }

    @Override
    public void finished(CachedResponses responses) {
        Stopwatch watch = new Stopwatch();
        List<VerifiedResponse> complete = new ArrayList<>();
        for (int i = 0; i < responses.responses().size(); i++) {
            complete.add(verify(responses, i));
        }
        verifySeconds += watch.lap();
        List<int[]> steps = complete.stream().map(crediting::segmentEnds).toList();
        List<double[]> probed = crediting.answerValues(
                complete, steps, (requests, reading) -> prober.read(requests, responses, reading));
        for (int i = 0; i < complete.size(); i++) {
            int place = responses.place(i);
            verified[place] = complete.get(i);
            ends[place] = steps.get(i);
            values[place] = probed.get(i);
        }
        attributeSeconds += watch.lap();
    }

    private VerifiedResponse verify(CachedResponses responses, int i) {
        RolloutOrder order = orders.get(responses.place(i));
        Problem problem = order.problem();
        SampledResponse response = responses.responses().get(i);
        String text = loaded.tokenizer().decode(response.tokens(), true);
        Verdict verdict = verifier.verify(problem, text, response.tokens().length, response.truncated());
        return new VerifiedResponse(order, responses.request(i).promptTokens(), response, text, verdict);
    }

    /** One rollout for each sample of the orders, in their order, when all are finished. */
    List<Rollout> rollouts() {
        Stopwatch watch = new Stopwatch();
        List<Rollout> rollouts = crediting.credit(Arrays.asList(verified), Arrays.asList(ends), Arrays.asList(values));
        attributeSeconds += watch.lap();
        return rollouts;
    }

    double verifySeconds() {
        return verifySeconds;
    }

    double attributeSeconds() {
        return attributeSeconds;
    }

    /** Tokens of responses that were probed. */
    long probedTokens() {
        return crediting.probedTokens();
    }

    /** Tokens that Monte Carlo generated. */
    long branchTokens() {
        return crediting.branchTokens();
    }
}
