package org.acpo.executors.engine;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.update.LoraConfig;
import org.acpo.executors.engine.WeightLayout.Part;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;

/**
 * The adapters of LoRA (Hu et al., arXiv 2106.09685) as the program and PEFT have them. The program's {@code lora} has two
 * slots for each of {@link LoraConfig#MODULES} in each layer, A [rank, in] and B [out, rank], both without parts where the
 * module has no adapter.
 */
public final class LoraLayout {
    private static final String WEIGHT = ".weight";

    private LoraLayout() {}

    static WeightLayout of(ModelSpec spec, LoraConfig lora) {
        List<Slot> slots = new ArrayList<>();
        for (Part matrix : matrices(spec)) {
            String stem = "base_model.model." + stem(matrix);
            boolean adapted = lora.isOn() && lora.adapts(stem);
            slots.add(slot(adapted, new Part(stem + ".lora_A.weight", lora.rank(), matrix.columns())));
            slots.add(slot(adapted, new Part(stem + ".lora_B.weight", matrix.rows(), lora.rank())));
        }
        return new WeightLayout(List.copyOf(slots));
    }

    /** Both decay: what pulls B A to zero pulls the model to its base. */
    private static Slot slot(boolean adapted, Part part) {
        return new Slot(adapted ? List.of(part) : List.of(), true);
    }

    /** The matrices that can have adapters, in the order of layers and of {@link LoraConfig#MODULES}. */
    private static List<Part> matrices(ModelSpec spec) {
        return WeightLayout.of(spec).slots().stream()
                .flatMap(slot -> slot.parts().stream())
                .filter(LoraLayout::canBeAdapted)
                .toList();
    }

    private static boolean canBeAdapted(Part part) {
        return part.name().endsWith("_proj" + WEIGHT);
    }

    /** How many of {@link LoraConfig#MODULES} are stacked in a slot of the base. */
    static int modules(Slot slot) {
        return (int) slot.parts().stream().filter(LoraLayout::canBeAdapted).count();
    }

    private static String stem(Part matrix) {
        return matrix.name().substring(0, matrix.name().length() - WEIGHT.length());
    }

    /**
     * Adapters that change nothing yet, float32 by PEFT's names: B is zero, A uniform in ±1/√in (Kaiming with a = √5, as
     * torch's and PEFT's linear layers), a function of the seed.
     */
    public static Map<String, HostTensor> initial(ModelSpec spec, LoraConfig lora, long seed) {
        Map<String, HostTensor> adapters = new LinkedHashMap<>();
        List<Slot> slots = of(spec, lora).slots();
        for (int i = 0; i < slots.size(); i++) {
            for (Part part : slots.get(i).parts()) {
                HostTensor tensor = HostTensor.zeros(part.name(), HostTensor.Dtype.F32, part.shape());
                if (i % 2 == 0) {
                    fill(tensor, part, CounterRandom.stream(seed, "lora", i));
                }
                adapters.put(part.name(), tensor);
            }
        }
        return adapters;
    }

    private static void fill(HostTensor tensor, Part part, CounterRandom random) {
        double bound = 1 / Math.sqrt(part.columns());
        float[] row = new float[part.columns()];
        for (int r = 0; r < part.rows(); r++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (bound * (2 * random.nextDouble() - 1));
            }
            tensor.write((long) r * row.length, FloatBuffer.wrap(row));
        }
    }

    /** Values of all adapters. */
    public static long parameterCount(ModelSpec spec, LoraConfig lora) {
        return of(spec, lora).slots().stream().mapToLong(Slot::elements).sum();
    }

    /** Values of the base's matrices that have adapters. */
    public static long adaptedCount(ModelSpec spec, LoraConfig lora) {
        return matrices(spec).stream()
                .filter(matrix -> lora.adapts(stem(matrix)))
                .mapToLong(Part::elements)
                .sum();
    }
}
