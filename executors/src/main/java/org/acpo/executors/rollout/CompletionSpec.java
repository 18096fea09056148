package org.acpo.executors.rollout;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.random.RolloutRandom;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.Replicas;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.sampling.SampledResponse;
import org.acpo.executors.sampling.Sampler;
import org.acpo.executors.sampling.SamplingOptions;
import org.acpo.executors.tokenizer.PromptEncoder;

/**
 * Plain inference: how completions are made that nobody judges or learns from. Serializable, from the driver to
 * executors.
 *
 * @param samples completions per problem
 * @param randomVersion stands for the policy version in the random numbers, as in {@link RolloutSpec}
 */
public record CompletionSpec(
        ReplicaSpec replica,
        PromptConfig prompt,
        int samples,
        float temperature,
        RolloutSpec.Sampling sampling,
        long seed,
        int randomVersion)
        implements Serializable {

    /** A problem to complete. */
    public record Order(String id, String problem) {}

    /** Samples the completions of each order with a replica of this JVM. Executor side. */
    public List<List<Completion>> complete(List<Order> orders) {
        return Replicas.with(replica, loaded -> complete(orders, loaded));
    }

    private List<List<Completion>> complete(List<Order> orders, LoadedPolicy loaded) {
        PromptEncoder encoder = new PromptEncoder(prompt, loaded.tokenizer());
        int[] indices = IntStream.range(0, samples).toArray();
        List<SampleRequest> requests = orders.stream()
                .map(order -> new SampleRequest(
                        order.id(), encoder.encode(encoder.text(order.problem())), indices, temperature))
                .toList();
        List<SampledResponse> responses =
                Sampler.sample(loaded.policy(), requests, options(loaded)).responses();
        List<List<Completion>> completions = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++) {
            completions.add(responses.subList(i * samples, (i + 1) * samples).stream()
                    .map(response -> Completion.of(response, loaded.tokenizer().decode(response.tokens(), true)))
                    .toList());
        }
        return completions;
    }

    private SamplingOptions options(LoadedPolicy loaded) {
        return sampling.options(
                loaded,
                -1,
                (problem, index, position) ->
                        RolloutRandom.of(seed, randomVersion, problem, index).uniform(position));
    }
}
