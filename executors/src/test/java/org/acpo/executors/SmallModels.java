package org.acpo.executors;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.acpo.executors.engine.InitWeights;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.acpo.executors.model.ModelSpec.Llama3Scaling;
import org.acpo.executors.model.ModelSpec.Rope;

/** One small random model of every family, in which every parameter matters. */
public final class SmallModels {
    public static final int VOCAB = 50;

    private SmallModels() {}

    /** Small shapes with a head dimension apart from hidden / heads, and wavelengths in all three ranges for Llama. */
    public static ModelSpec spec(Architecture architecture) {
        Rope plain = new Rope(1e6, null);
        Rope scaled = new Rope(500000, new Llama3Scaling(8, 1, 4, 64));
        return switch (architecture) {
            case QWEN2 -> spec(architecture, plain, true, false, false, true);
            case QWEN3 -> spec(architecture, plain, false, false, true, true);
            case LLAMA -> spec(architecture, scaled, true, true, false, false);
        };
    }

    private static ModelSpec spec(
            Architecture architecture, Rope rope, boolean bias, boolean outputBias, boolean norm, boolean tied) {
        return new ModelSpec(
                architecture, VOCAB, 24, 40, 2, 6, 2, 16, 1e-5f, rope, bias, outputBias, norm, tied, 128, List.of(0));
    }

    /** Larger than fresh weights, and not 0 or 1 where those are, so that every parameter matters. */
    public static Map<String, HostTensor> weights(ModelSpec spec) {
        Random random = new Random(11);
        Map<String, HostTensor> weights = InitWeights.random(spec, 3);
        weights.replaceAll((name, tensor) -> {
            boolean norm = name.endsWith("norm.weight");
            return changed(tensor, values -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) ((norm ? 1 : 0) + 0.2 * random.nextGaussian());
                }
            });
        });
        return weights;
    }

    /** A copy of a float32 tensor after {@code change}. */
    public static HostTensor changed(HostTensor tensor, Consumer<float[]> change) {
        float[] values = tensor.toFloats();
        change.accept(values);
        return HostTensor.of(tensor.name(), tensor.shape(), values);
    }
}
