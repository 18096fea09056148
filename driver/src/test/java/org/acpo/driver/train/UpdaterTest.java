package org.acpo.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.acpo.common.advantage.AdvantageConfig;
import org.acpo.common.advantage.AdvantageConfig.Credit;
import org.acpo.common.advantage.AttributedBatch;
import org.acpo.common.advantage.CreditRules;
import org.acpo.common.advantage.CreditedBatch;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.problem.Problem;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.Step;
import org.acpo.common.update.UpdateConfig;
import org.acpo.common.verify.Verdict;
import org.acpo.executors.engine.GradientOptions;
import org.acpo.executors.engine.LossSpec;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.engine.TrainSequence;
import org.acpo.executors.engine.UpdateStats;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * method.md section 4: with λ = β = 0 and uniform allocation the method is exactly GRPO. GRPO is written out here by its
 * formula: A_i = (R_i − mean) / (std + ε) on every token, loss averaged over the batch's tokens.
 */
public class UpdaterTest {
    private static final File MODEL = new File("../executors/src/test/resources/fixtures/nano/model");
    private static final double EPSILON = 1e-4;
    private static final double RATE = 1e-3;
    private static final RunPosition FIRST = new RunPosition(0, 1, 1);

    private final ModelFolder model = ModelFolder.read(MODEL.toURI().toString(), new Configuration(false));

    @Test
    void withoutStepAndEntropyTermsTheUpdateIsGrpoToTheLastBit() {
        try (PolicyTrainer acpo = trainer(config(0, 0));
                PolicyTrainer grpo = trainer(config(0, 0))) {
            UpdateStats ours = update(acpo, config(0, 0));
            UpdateStats theirs = grpo.step(grpoMinibatch(groups()), grpoLoss(), RATE);
            assertThat(ours.loss()).isEqualTo(theirs.loss());
            assertThat(ours.gradNorm()).isEqualTo(theirs.gradNorm()).isPositive();
            assertSame(acpo.weights(), grpo.weights());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OUTCOME")
    void stepCreditChangesTheUpdate(Credit credit) {
        TrainConfig config = config(
                0.5,
                0,
                "advantage.step_credit=" + credit.name().toLowerCase(Locale.ROOT),
                "advantage.fall_quantile=0.5");
        try (PolicyTrainer acpo = trainer(config);
                PolicyTrainer grpo = trainer(config(0, 0))) {
            update(acpo, config);
            update(grpo, config(0, 0));
            assertDifferent(acpo.weights(), grpo.weights());
        }
    }

    /** The updates here are of stage 1. */
    @Test
    void confidentTokensGetMoreInTheStagesNamed() {
        TrainConfig never = config(0.5, 0, "curriculum.confidence_stages=[]");
        TrainConfig later = config(0.5, 0, "curriculum.confidence_stages=[2]");
        TrainConfig always = config(0.5, 0, "curriculum.confidence_stages=[1, 2]");
        try (PolicyTrainer first = trainer(never);
                PolicyTrainer second = trainer(later);
                PolicyTrainer third = trainer(always)) {
            update(first, never);
            update(second, later);
            update(third, always);
            assertSame(first.weights(), second.weights());
            assertDifferent(first.weights(), third.weights());
        }
    }

    /** A group whose rewards are all equal has A_i = 0: its tokens count in the mean, and nothing of it needs computing. */
    @Test
    void aGroupWithoutSignalIsCountedButNotComputed() {
        List<RolloutGroup> groups = new ArrayList<>(groups());
        groups.add(alike(groups.get(0)));
        TrainConfig config = config(0, 0);
        CreditedBatch credited = credited(
                groups,
                config.advantage(),
                Reliability.initial(config.attribution().reliability()));
        try (PolicyTrainer trainer = trainer(config);
                PolicyTrainer stepped = trainer(config)) {
            Map<String, HostTensor> theirs = trainer.gradient(grpoMinibatch(groups), grpoLoss());
            new Updater(config, trainer, 1).gradient(credited, false).forEach((name, tensor) -> {
                float[] ours = tensor.toFloats();
                float[] all = Objects.requireNonNull(theirs.get(name)).toFloats();
                float largest = 0;
                for (float value : all) {
                    largest = Math.max(largest, Math.abs(value));
                }
                for (int i = 0; i < ours.length; i++) {
                    assertThat(ours[i]).as(name).isCloseTo(all[i], within(1e-5f * largest));
                }
            });
            UpdateStats stats = new Updater(config, stepped, 1)
                    .update(credited, FIRST, null)
                    .minibatches()
                    .get(0);
            assertThat(stats.tokens())
                    .isEqualTo(groups().stream()
                            .flatMap(group -> group.rollouts().stream())
                            .mapToInt(Rollout::length)
                            .sum());
        }
    }

    /** AdamW moves on by its momentum, so a minibatch without any signal still is an optimizer step. */
    @Test
    void aStepWithoutAnySignalIsStillAStep() {
        List<RolloutGroup> groups = groups().stream().map(UpdaterTest::alike).toList();
        TrainConfig config = config(0, 0);
        CreditedBatch credited = credited(
                groups,
                config.advantage(),
                Reliability.initial(config.attribution().reliability()));
        try (PolicyTrainer trainer = trainer(config)) {
            UpdateReport report = new Updater(config, trainer, 1).update(credited, FIRST, null);
            assertThat(report.minibatches().get(0).applied()).isTrue();
            assertThat(report.minibatches().get(0).gradNorm()).isZero();
            assertThat(trainer.optimizerSteps()).isEqualTo(1);
        }
    }

    private static CreditedBatch credited(List<RolloutGroup> groups, AdvantageConfig config, Reliability before) {
        return CreditRules.of(config, (problem, rollout) -> 1).credit(AttributedBatch.of(groups, config, before));
    }

    private static RolloutGroup alike(RolloutGroup group) {
        return new RolloutGroup(
                group.problem(),
                group.promptTokens(),
                List.of(group.rollouts().get(0), group.rollouts().get(2)));
    }

    private UpdateStats update(PolicyTrainer trainer, TrainConfig config) {
        Reliability before = Reliability.initial(config.attribution().reliability());
        CreditedBatch credited = credited(groups(), config.advantage(), before);
        return new Updater(config, trainer, 1)
                .update(credited, FIRST, null)
                .minibatches()
                .get(0);
    }

    private static TrainConfig config(double lambda, double beta, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "advantage.step_weight=" + lambda,
                "advantage.entropy_weight=" + beta,
                "advantage.std_epsilon=" + EPSILON,
                "attribution.reliability.enabled=false",
                "update.minibatches=1",
                "optimizer.learning_rate=" + RATE));
        settings.addAll(List.of(more));
        return TrainConfig.load(null, settings);
    }

    private PolicyTrainer trainer(TrainConfig config) {
        return PolicyTrainer.create(
                model.spec(),
                model.weights(),
                config.model().dtype(),
                Device.cpu(),
                config.optimizer(),
                GradientOptions.plain(4096, 256));
    }

    private static LossSpec grpoLoss() {
        return new LossSpec(LossSpec.Kind.POLICY, UpdateConfig.Ratio.TOKEN, 0.2, 0.28, 0, UpdateConfig.Kl.Estimator.K3);
    }

    private static List<TrainGroup> grpoMinibatch(List<RolloutGroup> groups) {
        double tokens = groups.stream()
                .flatMap(group -> group.rollouts().stream())
                .mapToInt(Rollout::length)
                .sum();
        int[] order = CounterRandom.stream(17, "minibatches", 1).permutation(groups.size());
        List<TrainGroup> minibatch = new ArrayList<>();
        for (int g : order) {
            minibatch.add(grpoGroup(groups.get(g), (float) (1 / tokens)));
        }
        return minibatch;
    }

    private static TrainGroup grpoGroup(RolloutGroup group, float weight) {
        double[] rewards =
                group.rollouts().stream().mapToDouble(r -> r.verdict().reward()).toArray();
        double mean = Arrays.stream(rewards).sum() / rewards.length;
        double squares =
                Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
        double std = Math.sqrt(squares / (rewards.length - 1));
        List<TrainSequence> sequences = new ArrayList<>();
        for (Rollout rollout : group.rollouts()) {
            float[] weights = new float[rollout.length()];
            float[] advantages = new float[rollout.length()];
            Arrays.fill(weights, weight);
            Arrays.fill(advantages, (float) ((rollout.verdict().reward() - mean) / (std + EPSILON)));
            sequences.add(new TrainSequence(
                    rollout.tokens(), 1, weights, advantages, rollout.response().logProbs(), new float[0]));
        }
        return new TrainGroup(group.promptTokens(), sequences);
    }

    /** Three groups of four rollouts with random tokens, steps and attributions; two right and two wrong in each. */
    public static List<RolloutGroup> groups() {
        CounterRandom random = CounterRandom.stream(5, "groups");
        List<RolloutGroup> groups = new ArrayList<>();
        for (int g = 0; g < 3; g++) {
            Problem problem = new Problem("p" + g, "1+1?", "2", null, null, null, null);
            List<Rollout> rollouts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                rollouts.add(rollout(problem.id(), i, random));
            }
            groups.add(new RolloutGroup(problem, new int[] {1, 2, 3 + g}, rollouts));
        }
        return groups;
    }

    private static Rollout rollout(String problem, int index, CounterRandom random) {
        int length = 6 + index;
        int[] tokens = new int[length];
        float[] logProbs = new float[length];
        float[] entropies = new float[length];
        for (int t = 0; t < length; t++) {
            tokens[t] = random.nextInt(250);
            logProbs[t] = (float) (-5.5 + 0.2 * random.nextGaussian());
            entropies[t] = (float) random.nextDouble();
        }
        boolean right = index % 2 == 0;
        Verdict verdict =
                new Verdict(right ? 1 : 0, right, null, -1, right ? Verdict.Reason.CORRECT : Verdict.Reason.WRONG);
        double[] answerLogProbs = {-3 * random.nextDouble(), -3 * random.nextDouble(), -3 * random.nextDouble()};
        return new Rollout(
                new Draw(problem, index, 0, 1, 1),
                Response.written(tokens, logProbs, entropies, "", false),
                verdict,
                Step.attributed(
                        Step.cut(new int[] {3, length}, entropies),
                        Estimator.GOLD_PROBE,
                        Measure.LOG_PROB,
                        answerLogProbs));
    }

    private static void assertSame(Map<String, HostTensor> a, Map<String, HostTensor> b) {
        assertThat(isEqual(a, b)).isTrue();
    }

    private static void assertDifferent(Map<String, HostTensor> a, Map<String, HostTensor> b) {
        assertThat(isEqual(a, b)).isFalse();
    }

    private static boolean isEqual(Map<String, HostTensor> a, Map<String, HostTensor> b) {
        return a.entrySet().stream()
                .allMatch(entry -> Arrays.equals(
                        entry.getValue().toFloats(), b.get(entry.getKey()).toFloats()));
    }
}
