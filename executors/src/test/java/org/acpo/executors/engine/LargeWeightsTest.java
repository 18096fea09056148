package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.common.update.OptimizerConfig;
import org.acpo.executors.SmallModels;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.acpo.executors.model.ModelSpec.Rope;
import org.acpo.executors.model.Parameter;
import org.acpo.executors.model.PlainFileSystem;
import org.acpo.executors.model.Safetensors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights several times as large as the heap and the direct memory of the JVM: they are read, trained from, published,
 * checkpointed and restored a piece at a time.
 */
class LargeWeightsTest {
    private static final String HEAP = "-Xmx96m";
    private static final String DIRECT_MEMORY = "-XX:MaxDirectMemorySize=40m";
    private static final String PLAIN = "plain://";

    @TempDir
    Path folder;

    /** 26 million parameters of 4 bytes. */
    private static ModelSpec spec() {
        return new ModelSpec(
                Architecture.LLAMA,
                SmallModels.VOCAB,
                768,
                3072,
                3,
                12,
                4,
                64,
                1e-5f,
                new Rope(1e6, null),
                false,
                false,
                false,
                true,
                128,
                List.of(0));
    }

    @Test
    void passThroughASmallProcess() throws IOException, InterruptedException {
        Path first = folder.resolve("first.safetensors");
        Safetensors.write(first.toFile(), weights().values());
        assertThat(first.toFile().length()).isGreaterThan(100_000_000);
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        DIRECT_MEMORY,
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeWeightsTest.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        assertThat(folder.resolve("published.safetensors")).hasSameBinaryContentAs(first);
        assertThat(folder.resolve("moments-restored.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("moments.safetensors"));
    }

    /** Values that differ, computed when they are written. */
    private static Map<String, HostTensor> weights() {
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        for (Slot slot : WeightLayout.of(spec()).slots()) {
            for (Parameter part : slot.parts()) {
                HostTensor tensor =
                        HostTensor.computed(part.name(), HostTensor.Dtype.F32, part.shape(), (from, out) -> {
                            for (long at = from; out.hasRemaining(); at++) {
                                out.put((at * 31 % 1009 - 504) / 1e4f);
                            }
                        });
                weights.put(tensor.name(), tensor);
            }
        }
        return weights;
    }

    /** The small process. */
    public static void main(String[] arguments) {
        Configuration conf = new Configuration(false);
        conf.set("fs.plain.impl", PlainFileSystem.class.getName());
        Map<String, HostTensor> weights = Safetensors.read(file(arguments[0], "first"), conf);
        OptimizerConfig optimizer = TrainConfig.load(null, List.of()).optimizer();
        try (PolicyTrainer trainer = PolicyTrainer.create(
                spec(), weights, Dtype.FLOAT32, Device.cpu(), optimizer, GradientOptions.plain(64, 16))) {
            Safetensors.write(file(arguments[0], "published"), trainer.published(), conf);
            trainer.step(
                    List.of(new TrainGroup(
                            new int[] {1, 2}, List.of(TrainSequence.imitated(new int[] {3, 4}, new float[] {1, 1})))),
                    LossSpec.likelihood(),
                    1e-3);
            Safetensors.write(file(arguments[0], "moments"), trainer.optimizerState(), conf);
            trainer.restoreOptimizer(Safetensors.read(file(arguments[0], "moments"), conf), 1);
            Safetensors.write(file(arguments[0], "moments-restored"), trainer.optimizerState(), conf);
        }
        System.exit(0);
    }

    private static org.apache.hadoop.fs.Path file(String folder, String name) {
        return new org.apache.hadoop.fs.Path(PLAIN + folder + "/" + name + ".safetensors");
    }
}
