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

    /** Computed when it is read, whole rows at a time. */
    private static HostTensor sum(HostTensor matrix, HostTensor a, HostTensor b, float scale) {
        float[] down = a.toFloats();
        float[] up = b.toFloats();
        int rank = (int) a.shape()[0];
        int columns = (int) matrix.shape()[1];
        return HostTensor.computed(matrix.name(), matrix.dtype(), matrix.shape(), (from, out) -> {
            long firstRow = from / columns;
            long end = from + out.remaining();
            int rows = (int) ((end + columns - 1) / columns - firstRow);
            float[] values = new float[rows * columns];
            matrix.read(firstRow * columns, FloatBuffer.wrap(values));
            IntStream.range(0, rows)
                    .parallel()
                    .forEach(
                            row -> add(values, row * columns, columns, up, (int) (firstRow + row) * rank, down, scale));
            out.put(values, (int) (from - firstRow * columns), out.remaining());
        });
    }

    /** Adds scale times a row of B A to the {@code columns} values at {@code at}; the row of B begins at {@code factors}. */
    private static void add(float[] values, int at, int columns, float[] up, int factors, float[] down, float scale) {
        float[] change = new float[columns];
        int rank = down.length / columns;
        for (int k = 0; k < rank; k++) {
            float factor = up[factors + k];
            for (int i = 0, from = k * columns; i < columns; i++, from++) {
                change[i] += factor * down[from];
            }
        }
        for (int i = 0; i < columns; i++) {
            values[at + i] += scale * change[i];
        }
    }
}
