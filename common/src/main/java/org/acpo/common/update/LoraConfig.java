package org.acpo.common.update;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import org.acpo.common.config.Require;

/**
 * Section {@code model.lora}: training W + (alpha / rank) B A instead of W (LoRA, arXiv 2106.09685), as PEFT does it.
 *
 * @param rank of A and B; 0 trains all weights
 * @param targetModules the matrices of every layer that have adapters, of {@link #MODULES}
 */
public record LoraConfig(int rank, double alpha, List<String> targetModules) implements Serializable {
    /** Names of the matrices that can have adapters, in the order of a layer's computation. */
    public static final List<String> MODULES =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    public LoraConfig {
        targetModules = List.copyOf(targetModules);
        Require.atLeast(rank, 0, "model.lora.rank");
        Require.positive(alpha, "model.lora.alpha");
        Require.that(
                !targetModules.isEmpty()
                        && MODULES.containsAll(targetModules)
                        && new HashSet<>(targetModules).size() == targetModules.size(),
                "model.lora.target_modules",
                targetModules,
                "one or more of " + MODULES + ", none twice");
    }

    /** All weights are trained. */
    public static LoraConfig off() {
        return new LoraConfig(0, 1, MODULES);
    }

    /** Whether adapters are trained instead of all weights. */
    public boolean isOn() {
        return rank > 0;
    }

    /** Factor of B A. */
    public double scale() {
        return isOn() ? alpha / rank : 0;
    }

    /** Whether a module, named with the path to it, has an adapter. */
    public boolean adapts(String module) {
        return targetModules.contains(module.substring(module.lastIndexOf('.') + 1));
    }
}
