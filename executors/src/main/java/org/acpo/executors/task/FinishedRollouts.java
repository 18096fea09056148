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
    private final Rollout[] rollouts;
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
        this.rollouts = new Rollout[this.orders.size()];
    }

    @Override
    public void finished(CachedResponses responses) {
        Stopwatch watch = new Stopwatch();
        List<VerifiedResponse> verified = new ArrayList<>();
        for (int i = 0; i < responses.responses().size(); i++) {
            verified.add(verify(responses, i));
        }
        verifySeconds += watch.lap();
        List<int[]> ends = verified.stream().map(crediting::segmentEnds).toList();
        List<Rollout> credited =
                crediting.credit(verified, ends, requests -> prober.answerLogProbs(requests, responses));
        for (int i = 0; i < credited.size(); i++) {
            rollouts[responses.place(i)] = credited.get(i);
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

    /** One rollout for each sample of the orders, in their order. */
    List<Rollout> rollouts() {
        return Arrays.asList(rollouts);
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
}
