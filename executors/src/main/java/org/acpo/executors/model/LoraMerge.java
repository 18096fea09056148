package org.acpo.executors.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.acpo.common.UserException;

/** Adds adapters to the weights of their base: W + scale · B A, computed in float32 and rounded to W's format. */
final class LoraMerge {
    private static final String PREFIX = "base_model.model.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";

    private LoraMerge() {}

    /**
     * The base's weights, those with an adapter replaced.
     *
     * @param where the adapter, for errors
     * @throws UserException when an adapter is incomplete, of another kind, or not one for this base
     */
    static Map<String, HostTensor> merged(
            Map<String, HostTensor> base, Map<String, HostTensor> adapters, double scale, String where) {
        Map<String, HostTensor> all = new LinkedHashMap<>(base);
        for (String name : adapters.keySet()) {
            String stem = name.replaceFirst("\\.lora_[AB]\\.weight$", "");
            if (!stem.startsWith(PREFIX) || stem.equals(name)) {
                throw new UserException(where + " holds " + name
                        + ", which is neither A nor B of a linear layer; merge the adapter with PEFT first");
            }
            if (name.endsWith(A) || !adapters.containsKey(stem + A)) {
                String weight = stem.substring(PREFIX.length()) + ".weight";
                HostTensor down = present(adapters, stem + A, where);
                HostTensor up = present(adapters, stem + B, where);
                HostTensor matrix = present(base, weight, "the base of " + where);
                checkShapes(matrix, down, up, where);
                all.put(weight, sum(matrix, down, up, (float) scale));
            }
        }
        return all;
    }

    private static HostTensor present(Map<String, HostTensor> tensors, String name, String where) {
        HostTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new UserException(where + " lacks " + name
                    + "; check that the adapter is whole and base_model_name_or_path the model it was made for");
        }
        return tensor;
    }

    private static void checkShapes(HostTensor matrix, HostTensor a, HostTensor b, String where) {
        boolean fits = matrix.shape().length == 2
                && a.shape().length == 2
                && Arrays.equals(b.shape(), new long[] {matrix.shape()[0], a.shape()[0]})
                && a.shape()[1] == matrix.shape()[1];
        if (!fits) {
            throw new UserException(where + " does not fit its base: " + matrix.name() + " has shape "
                    + Arrays.toString(matrix.shape()) + ", A " + Arrays.toString(a.shape()) + " and B "
                    + Arrays.toString(b.shape()) + "; set base_model_name_or_path to the model it was made for");
        }
    }

    private static HostTensor sum(HostTensor matrix, HostTensor a, HostTensor b, float scale) {
        int columns = (int) matrix.shape()[1];
        int rank = (int) a.shape()[0];
        float[] down = a.toFloats();
        float[] up = b.toFloats();
        HostTensor sum = HostTensor.zeros(matrix.name(), matrix.dtype(), matrix.shape());
        IntStream.range(0, (int) matrix.shape()[0]).parallel().forEach(r -> {
            float[] change = new float[columns];
            for (int k = 0; k < rank; k++) {
                float factor = up[r * rank + k];
                for (int i = 0, at = k * columns; i < columns; i++, at++) {
                    change[i] += factor * down[at];
                }
            }
            float[] row = new float[columns];
            matrix.read((long) r * columns, FloatBuffer.wrap(row));
            for (int i = 0; i < columns; i++) {
                row[i] += scale * change[i];
            }
            sum.write((long) r * columns, FloatBuffer.wrap(row));
        });
        return sum;
    }
}
