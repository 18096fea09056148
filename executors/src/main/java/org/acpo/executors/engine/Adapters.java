package org.acpo.executors.engine;

import ai.djl.ndarray.NDList;
import java.util.List;
import org.acpo.common.update.LoraConfig;

/**
 * Adapters on a device, in the compute format.
 *
 * @param tensors in the order of {@code layout}; none when LoRA is off
 */
record Adapters(LoraConfig config, WeightLayout layout, NDList tensors) {
    static Adapters none() {
        return new Adapters(LoraConfig.off(), new WeightLayout(List.of()), new NDList());
    }

    boolean arePresent() {
        return config.isOn();
    }
}
