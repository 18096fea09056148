package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The products that this machine's policies use, packed and not, against sums in double precision. */
class ProductsTest {
    private static final int[] INPUTS = {20, 128, 352};
    private static final int[] ROWS = {1, 3, 8, 33};

    private final Random random = new Random(5);

    /** Some sizes fill oneDNN's blocks of 64 outputs, others do not. */
    @ParameterizedTest
    @ValueSource(ints = {48, 64, 260, 640})
    void packedWeightsGiveTheProducts(int outputs) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                Program program = Program.load(Device.cpu())) {
            for (int inputs : INPUTS) {
                float[] w = values(outputs * inputs);
                NDArray empty = manager.create(new float[0], new Shape(0));
                // no layers: embedding, final norm and LM head
                NDList plain = new NDList(empty, empty, manager.create(w, new Shape(outputs, inputs)));
                long[] dims = {0, 1, 1, 1};
                NDList packed = program.infer(manager, "pack_weights", plain, dims);
                for (int rows : ROWS) {
                    float[] x = values(rows * inputs);
                    NDArray hidden = manager.create(x, new Shape(rows, inputs));
                    double[] expected = product(x, w, rows, inputs, outputs);
                    assertClose(program.infer(manager, "logits", hidden, plain, dims), expected);
                    assertClose(program.infer(manager, "logits", hidden, packed, dims), expected);
                }
            }
        }
    }

    private float[] values(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double[] product(float[] x, float[] w, int rows, int inputs, int outputs) {
        double[] y = new double[rows * outputs];
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outputs; o++) {
                for (int i = 0; i < inputs; i++) {
                    y[r * outputs + o] += (double) x[r * inputs + i] * w[o * inputs + i];
                }
            }
        }
        return y;
    }

    private static void assertClose(NDList actual, double[] expected) {
        float[] values = actual.get(0).toFloatArray();
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i]).isCloseTo(expected[i], within(2e-4));
        }
    }
}
