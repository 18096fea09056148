package org.acpo.executors.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.acpo.common.Stopwatch;
import org.acpo.common.rollout.Rollout;
import org.acpo.executors.attribution.CacheProber;
import org.acpo.executors.replica.DeviceMemory;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.sampling.CachedResponses;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.sampling.Sampler;
import org.acpo.executors.sampling.SamplingResult;
import org.acpo.executors.tokenizer.PromptEncoder;

/**
 * Makes the rollouts of a partition of orders. Responses are judged, cut and probed as they finish, so that probes are computed on
 * the keys and values that sampling left; continuations are sampled when all have finished. One use by one thread.
 */
public final class RolloutMaker {
    private final RolloutSpec spec;
    private final LoadedPolicy loaded;
    private final JudgeStage judge;
    private final CutStage cut;
    private final ProbeStage probe;
    private final BranchStage branch;
    private final CacheProber prober;
    private double judgeSeconds;
    private double attributeSeconds;

    /**
     * What a partition gave.
     *
     * @param groups one an order, in their order
     */
    public record Made(List<SampledGroup> groups, RolloutTimes times) {}

    public RolloutMaker(RolloutSpec spec, LoadedPolicy loaded) {
        this.spec = spec;
        this.loaded = loaded;
        this.judge = new JudgeStage(spec, loaded.tokenizer());
        this.cut = new CutStage(spec, loaded.tokenizer());
        this.probe = new ProbeStage(spec, loaded.tokenizer());
        this.branch = new BranchStage(spec, loaded, judge);
        RolloutSpec.Memory memory = spec.memory();
        this.prober = new CacheProber(loaded.policy(), memory.tokensPerPack(), memory.logitsMemoryMb());
    }

    /** Samples the orders and takes the responses through the stages. */
    public Made make(List<RolloutOrder> orders) {
        PromptEncoder encoder = new PromptEncoder(spec.prompt(), loaded.tokenizer());
        List<SampleRequest> requests = orders.stream()
                .map(order -> new SampleRequest(
                        order.problem().id(), encoder.encode(order.problem()), order.indices(), order.temperature()))
                .toList();
        List<RolloutOrder> orderOfPlace = new ArrayList<>();
        orders.forEach(order -> orderOfPlace.addAll(Collections.nCopies(order.samples(), order)));
        RolloutDraft[] drafts = new RolloutDraft[orderOfPlace.size()];
        Stopwatch watch = new Stopwatch();
        SamplingResult sampled = Sampler.sample(
                loaded.policy(),
                requests,
                spec.options(loaded, ProbeStage.firstToken(spec, loaded.tokenizer())),
                tokens -> {},
                finished -> finish(finished, orderOfPlace, drafts));
        double generateSeconds = watch.lap() - judgeSeconds - attributeSeconds;
        List<Rollout> rollouts = branch.branch(Arrays.asList(drafts));
        attributeSeconds += watch.lap();
        RolloutTimes times = new RolloutTimes(
                generateSeconds,
                judgeSeconds,
                attributeSeconds,
                sampled.prefillTokens(),
                sampled.decodeTokens(),
                probe.probedTokens(),
                branch.generatedTokens(),
                DeviceMemory.usedBytes(loaded.policy().manager().getDevice()));
        return new Made(groups(requests, rollouts), times);
    }

    private void finish(CachedResponses finished, List<RolloutOrder> orderOfPlace, RolloutDraft[] drafts) {
        Stopwatch watch = new Stopwatch();
        List<RolloutDraft> judged = new ArrayList<>();
        for (int i = 0; i < finished.responses().size(); i++) {
            RolloutOrder order = orderOfPlace.get(finished.place(i));
            judged.add(judge.judge(
                    order.problem(),
                    finished.request(i).promptTokens(),
                    order.level(),
                    finished.responses().get(i)));
        }
        judgeSeconds += watch.lap();
        List<RolloutDraft> attributed = probe.probe(
                judged.stream().map(cut::cut).toList(),
                (requests, reading) -> prober.read(requests, finished, reading));
        for (int i = 0; i < attributed.size(); i++) {
            drafts[finished.place(i)] = attributed.get(i);
        }
        attributeSeconds += watch.lap();
    }

    private static List<SampledGroup> groups(List<SampleRequest> requests, List<Rollout> rollouts) {
        List<SampledGroup> groups = new ArrayList<>();
        int next = 0;
        for (SampleRequest request : requests) {
            int end = next + request.rolloutIndices().length;
            groups.add(new SampledGroup(request.promptTokens(), new ArrayList<>(rollouts.subList(next, end))));
            next = end;
        }
        return groups;
    }
}
