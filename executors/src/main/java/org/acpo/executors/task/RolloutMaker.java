package org.acpo.executors.task;

import java.util.ArrayList;
import java.util.List;
import org.acpo.common.random.RolloutRandom;
import org.acpo.common.rollout.Rollout;
import org.acpo.executors.replica.DeviceMemory;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.sampling.Sampler;
import org.acpo.executors.sampling.SamplingOptions;
import org.acpo.executors.sampling.SamplingResult;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.acpo.executors.tokenizer.Tokenizer;

/** Samples, verifies, segments and attributes the orders of one partition. One use by one thread. */
final class RolloutMaker {
    private final RolloutSpec spec;
    private final LoadedPolicy loaded;
    private final Tokenizer tokenizer;

    RolloutMaker(RolloutSpec spec, LoadedPolicy loaded) {
        this.spec = spec;
        this.loaded = loaded;
        this.tokenizer = loaded.tokenizer();
    }

    RolloutBatch make(List<RolloutOrder> orders) {
        Stopwatch watch = new Stopwatch();
        List<SampleRequest> requests = requests(orders);
        FinishedRollouts finished = new FinishedRollouts(spec, loaded, orders);
        SamplingResult sampled = Sampler.sample(loaded.policy(), requests, options(), tokens -> {}, finished);
        double generate = watch.lap() - finished.verifySeconds() - finished.attributeSeconds();
        List<Rollout> rollouts = finished.rollouts();
        RolloutTimes times = new RolloutTimes(
                generate,
                finished.verifySeconds(),
                finished.attributeSeconds(),
                sampled.prefillTokens(),
                sampled.decodeTokens(),
                finished.probedTokens(),
                finished.branchTokens(),
                DeviceMemory.usedBytes(loaded.policy().manager().getDevice()));
        return new RolloutBatch(groups(orders, requests, rollouts), times);
    }

    private List<SampleRequest> requests(List<RolloutOrder> orders) {
        PromptEncoder renderer = new PromptEncoder(spec.prompt(), tokenizer);
        List<SampleRequest> requests = new ArrayList<>();
        for (RolloutOrder order : orders) {
            int[] prompt = renderer.encode(order.problem());
            requests.add(new SampleRequest(order.problem().id(), prompt, order.indices(), order.temperature()));
        }
        return requests;
    }

    private SamplingOptions options() {
        RolloutSpec.Sampling sampling = spec.sampling();
        return new SamplingOptions(
                sampling.maxNewTokens(),
                sampling.topP(),
                sampling.topK(),
                StopTokens.of(loaded.policy().spec(), loaded.tokenizer(), sampling.stop()),
                sampling.slots(),
                StepCrediting.probeToken(spec, tokenizer),
                sampling.deterministic(),
                (problem, index, position) -> RolloutRandom.of(spec.seed(), spec.randomVersion(), problem, index)
                        .uniform(position));
    }

    private static List<OrderedGroup> groups(
            List<RolloutOrder> orders, List<SampleRequest> requests, List<Rollout> rollouts) {
        List<OrderedGroup> groups = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < orders.size(); i++) {
            RolloutOrder order = orders.get(i);
            List<Rollout> own = new ArrayList<>(rollouts.subList(next, next + order.samples()));
            next += order.samples();
            groups.add(new OrderedGroup(
                    order.slot(), order.problem(), requests.get(i).promptTokens(), own));
        }
        return groups;
    }
}
