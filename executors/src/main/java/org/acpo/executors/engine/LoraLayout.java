package org.acpo.executors.engine;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.update.LoraConfig;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.LayerWeight;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.Parameter;
import org.acpo.executors.model.Parameter.Kind;

/**
 * The adapters of LoRA (Hu et al., arXiv 2106.09685) as the program and PEFT have them. The program's {@code lora} has two
 * slots for each matrix of each layer, in the order of {@link LayerWeight}: A [rank, in] and B [out, rank]. Both are empty
 * where the matrix has no adapter.
 */
public final class LoraLayout {
    private static final String WEIGHT = ".weight";

    private LoraLayout() {}

    static WeightLayout of(ModelSpec spec, LoraConfig lora) {
        List<Slot> slots = new ArrayList<>();
        matrices(spec).forEach(matrix -> {
            String stem = "base_model.model." + stem(matrix);
            boolean adapted = lora.isOn() && lora.adapts(stem);
            slots.add(slot(adapted, stem + ".lora_A.weight", lora.rank(), matrix.columns()));
            slots.add(slot(adapted, stem + ".lora_B.weight", matrix.rows(), lora.rank()));
        });
        return new WeightLayout(List.copyOf(slots));
    }

    /** A and B decay as matrices do: what pulls B A to zero pulls the model to its base. */
    private static Slot slot(boolean adapted, String name, int rows, int columns) {
        return new Slot(adapted ? List.of(new Parameter(name, Kind.MATRIX, rows, columns)) : List.of());
    }

    /** The matrices that can have adapters. */
    private static Stream<Parameter> matrices(ModelSpec spec) {
        return IntStream.range(0, spec.layers())
                .boxed()
                .flatMap(layer -> Stream.of(LayerWeight.values())
                        .flatMap(weight -> weight.parameters(spec, layer).stream())
                        .filter(parameter -> parameter.kind() == Kind.MATRIX));
    }

    /** Where the program's {@code lora} has A of the first matrix that is stacked in a layer's tensor. */
    static int place(LayerWeight weight, int layer) {
        return 2 * (layer * LayerWeight.matricesPerLayer() + weight.matricesBefore());
    }

    private static String stem(Parameter matrix) {
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
            for (Parameter part : slots.get(i).parts()) {
                HostTensor tensor = HostTensor.zeros(part.name(), HostTensor.Dtype.F32, part.shape());
                if (i % 2 == 0) {
                    fill(tensor, part, CounterRandom.stream(seed, "lora", i));
                }
                adapters.put(part.name(), tensor);
            }
        }
        return adapters;
    }

    private static void fill(HostTensor tensor, Parameter part, CounterRandom random) {
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
        return matrices(spec)
                .filter(matrix -> lora.adapts(stem(matrix)))
                .mapToLong(Parameter::elements)
                .sum();
    }
}
