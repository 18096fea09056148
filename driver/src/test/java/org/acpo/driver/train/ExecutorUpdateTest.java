package org.acpo.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.update.LoraConfig;
import org.acpo.common.update.UpdateConfig;
import org.acpo.driver.LocalSpark;
import org.acpo.driver.spark.DealtJob;
import org.acpo.executors.engine.GradientOptions;
import org.acpo.executors.engine.LoraLayout;
import org.acpo.executors.engine.LossSpec;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.engine.PolicyTrainer;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.engine.TrainSequence;
import org.acpo.executors.engine.UpdateStats;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.WeightStore;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data-parallel update is the driver's own, within float32 rounding. */
class ExecutorUpdateTest {
    private static final String MODEL = new File("../executors/src/test/resources/fixtures/nano/model")
            .toURI()
            .toString();
    private static final double RATE = 1e-3;

    @TempDir
    Path folder;

    private final ModelFolder model = ModelFolder.read(MODEL, new Configuration(false));

    @Test
    void twoOptimizerStepsEqualTheDrivers() {
        assertTwoStepsEqualTheDrivers(TrainConfig.load(null, List.of("update.mode=executors")), MODEL);
    }

    /** The second step's gradients are taken from merged weights that were refreshed. */
    @Test
    void twoOptimizerStepsOfAdaptersEqualTheDrivers() {
        TrainConfig config = TrainConfig.load(
                null,
                List.of(
                        "update.mode=executors",
                        "model.lora.rank=4",
                        "model.lora.target_modules=[k_proj, o_proj, up_proj]"));
        org.apache.hadoop.fs.Path described =
                new org.apache.hadoop.fs.Path(folder.toUri().toString(), "described");
        model.adapting(config.model().lora(), MODEL).writeDescription(described, new Configuration());
        assertTwoStepsEqualTheDrivers(config, described.toString());
    }

    private void assertTwoStepsEqualTheDrivers(TrainConfig config, String described) {
        WeightStore weights = new WeightStore(new org.apache.hadoop.fs.Path(folder.toUri()), new Configuration());
        ReplicaSpec replica = new ReplicaSpec(
                described, folder.toUri().toString(), 0, config.model().dtype(), true);
        try (PolicyTrainer alone = trainer(config);
                PolicyTrainer together = trainer(config)) {
            weights.publish(7, together.published());
            JavaSparkContext spark =
                    JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
            UpdateMode spread = new ExecutorUpdate(config, new DealtJob(spark, 3), together, weights, replica);
            spread.begin(7);
            for (int step = 0; step < 2; step++) {
                UpdateStats ours = spread.step(minibatch(step), loss(), RATE);
                UpdateStats theirs = alone.step(minibatch(step), loss(), RATE);
                assertThat(ours.applied()).isTrue();
                assertThat(ours.tokens()).isEqualTo(theirs.tokens());
                assertThat(ours.loss()).isCloseTo(theirs.loss(), within(1e-5));
                assertThat(ours.gradNorm()).isCloseTo(theirs.gradNorm(), within(1e-4 * theirs.gradNorm()));
                assertThat(ours.ratioMax()).isCloseTo(theirs.ratioMax(), within(1e-4));
                assertThat(ours.entropy()).isCloseTo(theirs.entropy(), within(1e-5));
            }
            assertThat(weights.has(-1)).as("weights between the two steps").isTrue();
            assertClose(together, alone);
        }
    }

    /** AdamW's steps have about the size of the learning rate, whatever the gradient's: rounding stays far below it. */
    private static void assertClose(PolicyTrainer a, PolicyTrainer b) {
        var expected = b.weights();
        a.weights().forEach((name, tensor) -> {
            float[] ours = tensor.toFloats();
            float[] theirs = expected.get(name).toFloats();
            double worst = 0;
            double squares = 0;
            for (int i = 0; i < ours.length; i++) {
                worst = Math.max(worst, Math.abs(ours[i] - theirs[i]));
                squares += Math.pow(ours[i] - theirs[i], 2);
            }
            assertThat(worst).as(name).isLessThan(RATE / 2);
            assertThat(Math.sqrt(squares / ours.length)).as(name).isLessThan(RATE / 100);
        });
    }

    private PolicyTrainer trainer(TrainConfig config) {
        LoraConfig lora = config.model().lora();
        if (lora.isOn()) {
            Policy base =
                    Policy.load(model.spec(), model.weights(), config.model().dtype(), Device.cpu());
            Map<String, HostTensor> adapters = LoraLayout.initial(model.spec(), lora, 3);
            return PolicyTrainer.ofAdapters(base, lora, adapters, config.optimizer(), GradientOptions.plain(4096, 256));
        }
        return PolicyTrainer.create(
                model.spec(),
                model.weights(),
                config.model().dtype(),
                Device.cpu(),
                config.optimizer(),
                GradientOptions.plain(4096, 256));
    }

    private static LossSpec loss() {
        return new LossSpec(LossSpec.Kind.POLICY, UpdateConfig.Ratio.TOKEN, 0.2, 0.28, 0, UpdateConfig.Kl.Estimator.K3);
    }

    /** Five groups, dealt to three tasks. */
    private static List<TrainGroup> minibatch(int step) {
        CounterRandom random = CounterRandom.stream(5, "minibatch", step);
        List<TrainGroup> groups = new ArrayList<>();
        for (int g = 0; g < 5; g++) {
            List<TrainSequence> sequences = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sequences.add(sequence(4 + g + i, random));
            }
            groups.add(new TrainGroup(new int[] {1, 2, 3 + g}, sequences));
        }
        return groups;
    }

    private static TrainSequence sequence(int length, CounterRandom random) {
        int[] tokens = new int[length];
        float[] weights = new float[length];
        float[] advantages = new float[length];
        float[] old = new float[length];
        for (int t = 0; t < length; t++) {
            tokens[t] = random.nextInt(250);
            weights[t] = 0.01f;
            advantages[t] = (float) random.nextGaussian();
            old[t] = (float) (-5.5 + 0.2 * random.nextGaussian());
        }
        return new TrainSequence(tokens, 1, weights, advantages, old, new float[0]);
    }
}
