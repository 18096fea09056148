package org.acpo.driver.lab.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.acpo.executors.attribution.ProbeRequest;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.engine.TrainSequence;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.tokenizer.Tokenizer;

/** Prompts and responses of random tokens, the same for every run of a benchmark and on every machine. */
final class Workload {
    private static final long SEED = 17;
    /** What a probe asks, in as many tokens as the model's tokenizer makes of it. */
    private static final String PROBE = "\nThe answer is ";

    private final Load load;
    private final Random random = new Random(SEED);
    private final int tokens;
    private final Tokenizer tokenizer;
    private final int[] probe;

    /** Random tokens stay below the model's first 256, as texts of bytes do. */
    Workload(Load load, ModelFolder model) {
        this.load = load;
        this.tokens = Math.min(model.spec().vocabSize(), 256);
        this.tokenizer = model.tokenizer();
        this.probe = tokenizer.encode(PROBE);
    }

    private int[] randomTokens(int length) {
        return random.ints(length, 0, tokens).toArray();
    }

    private int[][] prompts() {
        return IntStream.range(0, load.prompts())
                .mapToObj(p -> randomTokens(load.promptTokens()))
                .toArray(int[][]::new);
    }

    List<SampleRequest> requests() {
        int[] indices = IntStream.range(0, load.group()).toArray();
        int[][] prompts = prompts();
        return IntStream.range(0, prompts.length)
                .mapToObj(p -> new SampleRequest("problem-" + p, prompts[p], indices, 1))
                .toList();
    }

    /** Finished responses to be probed. */
    List<ProbeRequest> probes() {
        List<ProbeRequest> requests = new ArrayList<>();
        int next = 0;
        for (int[] prompt : prompts()) {
            for (int g = 0; g < load.group(); g++) {
                requests.add(probes(prompt, randomTokens(load.length(next++))));
            }
        }
        return requests;
    }

    /** Probes behind each of K evenly spaced step ends, for the sum of two numbers of two digits, the same for all of a group. */
    ProbeRequest probes(int[] prompt, int[] response) {
        int sum = new Random(Arrays.hashCode(prompt)).nextInt(20, 199);
        int[] answer = tokenizer.encode(Integer.toString(sum));
        return new ProbeRequest(prompt, response, ends(response.length), probe, new int[][] {answer}, 1);
    }

    private int[] ends(int length) {
        return IntStream.rangeClosed(1, load.segments())
                .map(k -> Math.round(length * (float) k / load.segments()))
                .toArray();
    }

    /** Groups to learn from, with a KL term. */
    List<TrainGroup> groups() {
        List<TrainGroup> groups = new ArrayList<>();
        int next = 0;
        for (int[] prompt : prompts()) {
            List<TrainSequence> sequences = new ArrayList<>();
            for (int g = 0; g < load.group(); g++) {
                sequences.add(sequence(randomTokens(load.length(next++))));
            }
            groups.add(new TrainGroup(prompt, sequences));
        }
        return groups;
    }

    private TrainSequence sequence(int[] response) {
        float[] weights = new float[response.length];
        Arrays.fill(weights, 1f / (load.responses() * (float) load.newTokens()));
        float[] advantages = new float[response.length];
        Arrays.fill(advantages, (float) random.nextGaussian());
        // about as probable as a random policy finds them
        float[] old = new float[response.length];
        Arrays.fill(old, (float) -Math.log(tokens));
        return new TrainSequence(response, 1, weights, advantages, old, old);
    }
}
