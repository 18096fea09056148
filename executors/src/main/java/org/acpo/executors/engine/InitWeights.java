package org.acpo.executors.engine;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.HostTensor.Dtype;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.Parameter;

/** Fresh weights for training from nothing. */
public final class InitWeights {
    private static final double STD = 0.02;

    private InitWeights() {}

    /** Float32 parameters by name: matrices normal with deviation 0.02, norms 1, biases 0; a function of the seed. */
    public static Map<String, HostTensor> random(ModelSpec spec, long seed) {
        Random random = new Random(seed);
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        for (Slot slot : WeightLayout.of(spec).slots()) {
            for (Parameter part : slot.parts()) {
                weights.put(part.name(), random(part, random));
            }
        }
        return weights;
    }

    private static HostTensor random(Parameter part, Random random) {
        HostTensor tensor = HostTensor.zeros(part.name(), Dtype.F32, part.shape());
        float[] row = new float[Math.max(part.columns(), 1)];
        for (long at = 0; at < part.elements(); at += row.length) {
            for (int i = 0; i < row.length; i++) {
                row[i] = switch (part.kind()) {
                    case MATRIX -> (float) (STD * random.nextGaussian());
                    case NORM -> 1f;
                    case BIAS -> 0f;
                };
            }
            tensor.write(at, FloatBuffer.wrap(row));
        }
        return tensor;
    }
}
