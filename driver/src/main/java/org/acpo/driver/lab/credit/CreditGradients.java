package org.acpo.driver.lab.credit;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntBiFunction;
import org.acpo.common.UserException;
import org.acpo.common.advantage.AdvantageConfig;
import org.acpo.common.advantage.AdvantageConfig.Credit;
import org.acpo.common.advantage.AdvantageConfig.Outcome;
import org.acpo.common.advantage.AttributedBatch;
import org.acpo.common.advantage.CreditRules;
import org.acpo.common.advantage.CreditedBatch;
import org.acpo.common.advantage.CreditedGroup;
import org.acpo.common.advantage.CreditedRollout;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.run.RunFolder;
import org.acpo.driver.train.RunPolicy;
import org.acpo.driver.train.Updater;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.model.HostTensor;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.hadoop.conf.Configuration;

/**
 * What step credit is worth before any training: how well the gradient of one batch, under each kind of credit, points to where
 * the expected reward rises. That direction is the mean gradient of all other batches with A_i = R_i − mean of the group's
 * other rewards on every token, which estimates it without bias, up to how {@code update} averages the loss. Holds a gradient
 * of the whole policy for each batch, so it is for small policies or adapters. Driver side, one thread.
 */
public final class CreditGradients implements AutoCloseable {
    private static final int LEAST_BATCHES = 3;
    /** Whether confident tokens get more of a step than others. */
    private static final boolean[] SPREADS = {false, true};

    private final TrainConfig config;
    private final PolicyTrainer trainer;
    private final ToIntBiFunction<Problem, Rollout> errorStep;

    /**
     * Loads the policy {@code model.path}.
     *
     * @param errorStep the step of a rollout with its first error, or −1
     */
    public CreditGradients(
            TrainConfig config, Configuration hadoop, Device device, ToIntBiFunction<Problem, Rollout> errorStep) {
        this.config = config;
        this.errorStep = errorStep;
        this.trainer = RunPolicy.at(0, config, RunFolder.of("."), hadoop).trainer(device);
    }

    /** @throws UserException when so many problems are too few to compare gradients over */
    public static void requireEnough(int problems, TrainConfig config) {
        int batches = problems / config.rollout().promptsPerStep();
        if (batches < LEAST_BATCHES) {
            throw new UserException(problems + " problems make " + batches + " batches of rollout.prompts_per_step = "
                    + config.rollout().promptsPerStep() + ", but gradients are compared over at least " + LEAST_BATCHES
                    + "; raise data.eval.count or lower rollout.prompts_per_step");
        }
    }

    /** How many rows {@link #compare} gives. */
    public int rows() {
        return Credit.values().length * SPREADS.length;
    }

    /**
     * A row for each kind of credit and each way to spread it over a step's tokens: the mean cosine, and how far it is above that
     * of the outcome alone, spread evenly, with the standard error of that difference.
     *
     * @param batches with attributed rollouts
     * @param rowDone is called after each row
     * @throws UserException when a batch has no group whose rewards differ
     */
    public List<Map<String, Object>> compare(List<List<RolloutGroup>> batches, Runnable rowDone) {
        if (!batches.stream().allMatch(batch -> batch.stream().anyMatch(RolloutGroup::hasOutcomeSignal))) {
            throw new UserException("in a batch of rollout.prompts_per_step = "
                    + config.rollout().promptsPerStep()
                    + " the responses to each problem all earn the same, so it has no gradient. Take problems of which the"
                    + " policy solves some, more --samples or a larger rollout.prompts_per_step");
        }
        List<float[]> references = batches.stream()
                .map(batch -> gradient(credited(batch, Outcome.LEAVE_ONE_OUT, Credit.OUTCOME), false))
                .toList();
        double[] total = sum(references);
        List<Map<String, Object>> rows = new ArrayList<>();
        double[] baseline = new double[batches.size()];
        for (Credit credit : Credit.values()) {
            for (boolean confident : SPREADS) {
                double[] cosines = new double[batches.size()];
                int[] blame = new int[3];
                for (int b = 0; b < cosines.length; b++) {
                    CreditedBatch step =
                            credited(batches.get(b), config.advantage().outcome(), credit);
                    cosines[b] = cosine(gradient(step, confident), total, references.get(b));
                    count(step, blame);
                }
                if (rows.isEmpty()) {
                    baseline = cosines;
                }
                rows.add(row(credit, confident, cosines, baseline, blame));
                rowDone.run();
            }
        }
        return rows;
    }

    /** The configured advantage without an entropy term and with this credit; a whole share for blame, half for additive credit. */
    private CreditedBatch credited(List<RolloutGroup> batch, Outcome outcome, Credit credit) {
        AdvantageConfig given = config.advantage();
        AdvantageConfig advantage = new AdvantageConfig(
                outcome,
                given.stdEpsilon(),
                credit,
                credit == Credit.ADDITIVE ? 0.5 : 1,
                given.fallQuantile(),
                0,
                given.entropyBound(),
                given.creditClip(),
                given.deadZone(),
                given.confidenceTemperature());
        Reliability fresh = Reliability.initial(config.attribution().reliability());
        return CreditRules.of(advantage, errorStep).credit(AttributedBatch.of(batch, advantage, fresh));
    }

    /** Adds to the numbers of failed responses, of those in which a step is blamed, and of those where it has the error. */
    private void count(CreditedBatch batch, int[] blame) {
        for (CreditedGroup group : batch.groups()) {
            for (CreditedRollout credited : group.rollouts()) {
                int blamed = credited.blamed();
                blame[0] += credited.outcome() < 0 ? 1 : 0;
                blame[1] += blamed >= 0 ? 1 : 0;
                blame[2] += blamed >= 0 && blamed == errorStep.applyAsInt(group.problem(), credited.rollout()) ? 1 : 0;
            }
        }
    }

    private float[] gradient(CreditedBatch step, boolean confident) {
        Map<String, HostTensor> parts = new TreeMap<>(new Updater(config, trainer, 1).gradient(step, confident));
        long size = parts.values().stream().mapToLong(HostTensor::elements).sum();
        if (size > Integer.MAX_VALUE - 8) {
            throw new UserException(
                    "the policy has " + size + " trained parameters; gradients are compared for fewer than"
                            + " 2^31, so take a smaller model, or adapters with model.lora.rank");
        }
        float[] gradient = new float[(int) size];
        int next = 0;
        for (HostTensor part : parts.values()) {
            float[] values = part.toFloats();
            System.arraycopy(values, 0, gradient, next, values.length);
            next += values.length;
        }
        return gradient;
    }

    private static double[] sum(List<float[]> gradients) {
        double[] sum = new double[gradients.get(0).length];
        for (float[] gradient : gradients) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += gradient[i];
            }
        }
        return sum;
    }

    /** Of {@code gradient} and of {@code total} less {@code own}. */
    private static double cosine(float[] gradient, double[] total, float[] own) {
        double dot = 0;
        double square = 0;
        double otherSquare = 0;
        for (int i = 0; i < gradient.length; i++) {
            double other = total[i] - own[i];
            dot += gradient[i] * other;
            square += (double) gradient[i] * gradient[i];
            otherSquare += other * other;
        }
        return dot / Math.sqrt(square * otherSquare);
    }

    private static Map<String, Object> row(
            Credit credit, boolean confident, double[] cosines, double[] baseline, int[] blame) {
        double[] differences = new double[cosines.length];
        for (int b = 0; b < differences.length; b++) {
            differences[b] = cosines[b] - baseline[b];
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("credit", credit.name().toLowerCase(Locale.ROOT));
        row.put("tokens", confident ? "confident" : "even");
        row.put("cosine", StatUtils.mean(cosines));
        row.put("difference", StatUtils.mean(differences));
        row.put("standard_error", Math.sqrt(StatUtils.variance(differences) / differences.length));
        row.put("batches", cosines.length);
        if (credit == Credit.FIRST_FALL && blame[1] > 0) {
            row.put("blamed_frac", (double) blame[1] / blame[0]);
            row.put("blamed_right", (double) blame[2] / blame[1]);
        }
        return row;
    }

    @Override
    public void close() {
        trainer.close();
    }
}
