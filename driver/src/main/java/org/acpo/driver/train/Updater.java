package org.acpo.driver.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.acpo.common.Stopwatch;
import org.acpo.common.advantage.CreditedBatch;
import org.acpo.common.advantage.CreditedGroup;
import org.acpo.common.advantage.CreditedRollout;
import org.acpo.common.advantage.TokenAdvantages;
import org.acpo.common.curriculum.RunPosition;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.update.LearningRate;
import org.acpo.common.update.LossWeights;
import org.acpo.common.update.Minibatches;
import org.acpo.common.update.UpdateConfig;
import org.acpo.common.update.UpdateConfig.ZeroVariance;
import org.acpo.executors.engine.LossSpec;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.engine.TrainSequence;
import org.acpo.executors.engine.UpdateStats;
import org.acpo.executors.model.HostTensor;
import org.jspecify.annotations.Nullable;

/** The policy update of one step (method.md section 6): minibatches of groups, one optimizer step each. Driver side. */
public final class Updater {
    private static final float[] NONE = {};

    private final TrainConfig config;
    private final PolicyTrainer trainer;
    private final long totalOptimizerSteps;
    private final UpdateMode updateMode;

    /** @param totalOptimizerSteps of the whole run, for the learning-rate schedule */
    public Updater(TrainConfig config, PolicyTrainer trainer, long totalOptimizerSteps) {
        this(config, trainer, totalOptimizerSteps, new DriverUpdate(trainer));
    }

    /** As above, with gradients that {@code updateMode} computes. */
    public Updater(TrainConfig config, PolicyTrainer trainer, long totalOptimizerSteps, UpdateMode updateMode) {
        this.config = config;
        this.trainer = trainer;
        this.totalOptimizerSteps = totalOptimizerSteps;
        this.updateMode = updateMode;
    }

    /** A group of the step with what the loss needs of each rollout besides its advantages. */
    private record Prepared(CreditedGroup group, List<float[]> old, List<float[]> capped, List<float[]> reference) {}

    /**
     * Learns from a step.
     *
     * @param reference scores under the policy of the KL term, or null for none
     */
    public UpdateReport update(CreditedBatch credited, RunPosition position, @Nullable GroupScores reference) {
        Stopwatch watch = new Stopwatch();
        updateMode.begin(position.step() - 1);
        List<Prepared> groups = prepared(credited, reference);
        double referenceSeconds = watch.lap();
        LossSpec loss = loss(position.stage(), reference != null);
        boolean confident = config.curriculum().confidenceStages().contains(position.stage());
        List<UpdateStats> stats = new ArrayList<>();
        double rate = 0;
        for (int[] chosen :
                Minibatches.of(groups.size(), config.update().minibatches(), config.seed(), position.step())) {
            List<TrainGroup> minibatch =
                    minibatch(Arrays.stream(chosen).mapToObj(groups::get).toList(), confident, loss);
            rate = LearningRate.at(trainer.optimizerSteps() + 1L, totalOptimizerSteps, config.optimizer());
            stats.add(updateMode.step(minibatch, loss, rate));
        }
        return new UpdateReport(stats, rate, referenceSeconds, watch.lap());
    }

    /** The gradient of the step's loss without a KL term, all its groups being one minibatch; changes nothing. */
    public Map<String, HostTensor> gradient(CreditedBatch credited, boolean confident) {
        LossSpec loss = loss(1, false);
        return trainer.gradient(minibatch(prepared(credited, null), confident, loss), loss);
    }

    private LossSpec loss(int stage, boolean hasReference) {
        UpdateConfig update = config.update();
        double kl = hasReference && update.kl().stages().contains(stage)
                ? update.kl().coefficient()
                : 0;
        return new LossSpec(
                LossSpec.Kind.POLICY,
                update.ratio(),
                update.clipLow(),
                update.clipHigh(),
                kl,
                update.kl().estimator());
    }

    private List<Prepared> prepared(CreditedBatch credited, @Nullable GroupScores reference) {
        List<CreditedGroup> groups = credited.groups().stream()
                .filter(group -> config.update().zeroVariance() != ZeroVariance.DROP || group.hasOutcomeSignal())
                .toList();
        List<ScoreGroup> scored = groups.stream().map(Updater::scoreGroup).toList();
        List<List<Score>> own = config.update().isCap() > 0 ? updateMode.scores(scored) : List.of();
        List<List<Score>> ref = reference == null ? List.of() : reference.of(scored);
        List<Prepared> prepared = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            List<float[]> old = new ArrayList<>();
            List<float[]> capped = new ArrayList<>();
            List<float[]> references = new ArrayList<>();
            for (int i = 0; i < groups.get(g).rollouts().size(); i++) {
                Rollout rollout = groups.get(g).rollouts().get(i).rollout();
                float[] trainerLogProbs = own.isEmpty()
                        ? rollout.response().logProbs()
                        : own.get(g).get(i).logProbs();
                old.add(trainerLogProbs);
                capped.add(
                        own.isEmpty()
                                ? NONE
                                : truncatedWeights(
                                        trainerLogProbs, rollout.response().logProbs()));
                references.add(ref.isEmpty() ? NONE : ref.get(g).get(i).logProbs());
            }
            prepared.add(new Prepared(groups.get(g), old, capped, references));
        }
        return prepared;
    }

    private static ScoreGroup scoreGroup(CreditedGroup group) {
        List<Rollout> rollouts =
                group.rollouts().stream().map(CreditedRollout::rollout).toList();
        float[] temperatures = new float[rollouts.size()];
        for (int i = 0; i < temperatures.length; i++) {
            temperatures[i] = rollouts.get(i).temperature();
        }
        return new ScoreGroup(
                group.promptTokens(), rollouts.stream().map(Rollout::tokens).toList(), temperatures);
    }

    /** min(exp(log π_trainer − log π_sampler), cap): corrects for numerical differences between the two. */
    private float[] truncatedWeights(float[] trainerLogProbs, float[] samplerLogProbs) {
        float[] weights = new float[trainerLogProbs.length];
        for (int t = 0; t < weights.length; t++) {
            weights[t] = (float) Math.min(
                    Math.exp(trainerLogProbs[t] - samplerLogProbs[t]),
                    config.update().isCap());
        }
        return weights;
    }

    private List<TrainGroup> minibatch(List<Prepared> groups, boolean confident, LossSpec loss) {
        int[] lengths = groups.stream()
                .flatMap(prepared -> prepared.group.rollouts().stream())
                .mapToInt(credited -> credited.rollout().length())
                .toArray();
        double[] weights = LossWeights.of(config.update(), lengths);
        List<TrainGroup> minibatch = new ArrayList<>();
        int next = 0;
        for (Prepared prepared : groups) {
            List<TrainSequence> sequences = new ArrayList<>();
            for (int i = 0; i < prepared.group.rollouts().size(); i++) {
                sequences.add(sequence(prepared, i, (float) weights[next++], confident));
            }
            minibatch.add(new TrainGroup(prepared.group.promptTokens(), sequences));
        }
        return loss.klCoefficient() > 0 ? minibatch : withGradient(minibatch);
    }

    /**
     * Without a KL term a group whose advantages are all 0 adds 0 to loss and gradient, so nothing of it is computed; the weights
     * of the others count its tokens. One group stays where no other does, for the optimizer moves on by its momentum.
     */
    private static List<TrainGroup> withGradient(List<TrainGroup> minibatch) {
        List<TrainGroup> kept = minibatch.stream().filter(Updater::hasAdvantage).toList();
        return kept.isEmpty() ? minibatch.stream().limit(1).toList() : kept;
    }

    private static boolean hasAdvantage(TrainGroup group) {
        for (TrainSequence sequence : group.sequences()) {
            for (float advantage : sequence.advantages()) {
                if (advantage != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private TrainSequence sequence(Prepared prepared, int i, float weight, boolean confident) {
        CreditedRollout credited = prepared.group.rollouts().get(i);
        Rollout rollout = credited.rollout();
        float[] weights = new float[rollout.length()];
        Arrays.fill(weights, weight);
        float[] advantages =
                TokenAdvantages.spread(credited, confident, config.advantage().confidenceTemperature());
        float[] capped = prepared.capped.get(i);
        for (int t = 0; t < capped.length; t++) {
            advantages[t] *= capped[t];
        }
        return new TrainSequence(
                rollout.tokens(),
                rollout.temperature(),
                weights,
                advantages,
                prepared.old.get(i),
                prepared.reference.get(i));
    }
}
