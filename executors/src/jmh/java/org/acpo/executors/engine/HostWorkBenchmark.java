package org.acpo.executors.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.acpo.common.advantage.AttributedBatch;
import org.acpo.common.advantage.CreditRules;
import org.acpo.common.advantage.CreditedBatch;
import org.acpo.common.advantage.CreditedRollout;
import org.acpo.common.advantage.TokenAdvantages;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.Step;
import org.acpo.common.segment.SegmentInput;
import org.acpo.common.segment.Segmenter;
import org.acpo.common.segment.Segmenters;
import org.acpo.common.verify.Verdict;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a step computes in Java, on a million response tokens: 512 groups of 8 responses of 16 to 496 tokens (mean 256). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class HostWorkBenchmark {
    private static final int GROUPS = 512;
    private static final int RESPONSES = 8;
    private static final int PROMPT = 128;
    private static final int STEPS = 8;

    private final TrainConfig config = TrainConfig.load(null, List.of());
    private final GradientOptions options = GradientOptions.plain(config.update().tokensPerPack(), 1);
    private final Segmenter segmenter = Segmenters.of(config.segmentation());
    private final List<SegmentInput> responses = new ArrayList<>();
    private final List<RolloutGroup> groups = new ArrayList<>();
    private final List<TrainGroup> minibatch = new ArrayList<>();
    private Reliability reliability = Reliability.initial(config.attribution().reliability());

    @Setup
    public void create() {
        Random random = new Random(17);
        for (int g = 0; g < GROUPS; g++) {
            List<Rollout> rollouts = new ArrayList<>();
            List<TrainSequence> sequences = new ArrayList<>();
            for (int i = 0; i < RESPONSES; i++) {
                int length = random.nextInt(16, 497);
                float[] entropies = floats(random, length);
                responses.add(new SegmentInput(entropies, floats(random, length), pieces(random, length)));
                rollouts.add(rollout(random, i, entropies));
                sequences.add(new TrainSequence(
                        new int[length], 1, new float[length], new float[length], new float[length], new float[length]));
            }
            int[] prompt = new int[PROMPT];
            groups.add(new RolloutGroup(new Problem("p" + g, "?", "1", null, null, null, null), prompt, rollouts));
            minibatch.add(new TrainGroup(prompt, sequences));
        }
        reliability = reliability.update(AttributedBatch.observations(groups, config.advantage(), reliability));
    }

    private static float[] floats(Random random, int n) {
        float[] values = new float[n];
        for (int t = 0; t < n; t++) {
            values[t] = -(float) Math.log1p(-random.nextFloat());
        }
        return values;
    }

    /** A line ends every twelve tokens or so. */
    private static List<String> pieces(Random random, int n) {
        return IntStream.range(0, n)
                .mapToObj(t -> random.nextInt(12) == 0 ? ".\n" : " x")
                .toList();
    }

    private static Rollout rollout(Random random, int index, float[] entropies) {
        int length = entropies.length;
        int[] ends = IntStream.rangeClosed(1, STEPS)
                .map(k -> k * length / STEPS)
                .toArray();
        double[] answer = random.doubles(STEPS + 1, -3, 0).toArray();
        boolean right = random.nextBoolean();
        Verdict verdict = new Verdict(
                right ? 1 : 0, right, null, -1, right ? Verdict.Reason.CORRECT : Verdict.Reason.WRONG);
        return new Rollout(
                new Draw("p", index, 0, 1, 1),
                Response.written(new int[length], new float[length], entropies, "", false),
                verdict,
                Step.attributed(Step.cut(ends, entropies), Estimator.GOLD_PROBE, Measure.LOG_PROB, answer));
    }

    @Benchmark
    public int segmentation() {
        return responses.stream()
                .mapToInt(response -> segmenter.segmentEnds(response).length)
                .sum();
    }

    /** From attributions to the advantage of every token, with the confidence weights of stage 2. */
    @Benchmark
    public double advantages() {
        CreditedBatch credited = CreditRules.of(config.advantage(), (problem, rollout) -> -1)
                .credit(AttributedBatch.of(groups, config.advantage(), reliability));
        double sum = 0;
        for (CreditedRollout rollout : credited.rollouts()) {
            float[] tokens = TokenAdvantages.spread(rollout, true, config.advantage().confidenceTemperature());
            sum += tokens[tokens.length - 1];
        }
        return sum;
    }

    /** Into the arrays that the update's tensors are made of. */
    @Benchmark
    public long packing() {
        return TrainPack.of(minibatch, options).stream()
                .mapToLong(pack -> pack.batch().tokens().length
                        + pack.rows().length
                        + pack.targets().length
                        + Arrays.hashCode(pack.temperatures()))
                .sum();
    }
}
