package org.acpo.executors.engine;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.acpo.executors.engine.WeightLayout.Part;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.HostTensor.Dtype;
import org.acpo.executors.model.ModelSpec;

/** Fresh weights for training from nothing. */
public final class InitWeights {
    private static final double STD = 0.02;

    private InitWeights() {}

    /** Float32 parameters by name: matrices normal with deviation 0.02, norms 1, biases 0; a function of the seed. */
    public static Map<String, HostTensor> random(ModelSpec spec, long seed) {
        Random random = new Random(seed);
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        for (Slot slot : WeightLayout.of(spec).slots()) {
            for (Part part : slot.parts()) {
                HostTensor tensor = HostTensor.zeros(part.name(), Dtype.F32, part.shape());
                float[] row = new float[Math.max(part.columns(), 1)];
                for (long at = 0; at < part.elements(); at += row.length) {
                    for (int i = 0; i < row.length; i++) {
                        row[i] = slot.decayed() ? (float) (STD * random.nextGaussian()) : vectorInit(slot);
                    }
                    tensor.write(at, FloatBuffer.wrap(row));
                }
                weights.put(part.name(), tensor);
            }
        }
        return weights;
    }

    private static float vectorInit(Slot slot) {
        return slot.parts().get(0).name().endsWith(".bias") ? 0f : 1f;
    }
}
