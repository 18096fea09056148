package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
import java.util.Random;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.model.ModelWeight;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The products that this machine's policies use, packed and not, against sums in double precision. */
class ProductsTest {
    private static final int[] INPUTS = {20, 128, 352};
    private static final int[] ROWS = {1, 3, 8, 33, 300};

    private final Random random = new Random(5);

    /** Some sizes fill oneDNN's blocks of 64 outputs, others do not. */
    @ParameterizedTest
    @CsvSource({
        "48, FLOAT32",
        "64, FLOAT32",
        "260, FLOAT32",
        "640, FLOAT32",
        "48, BFLOAT16",
        "64, BFLOAT16",
        "260, BFLOAT16",
        "640, BFLOAT16"
    })
    void packedWeightsGiveTheProducts(int outputs, Dtype type) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                PolicyProgram program = PolicyProgram.load(Device.cpu())) {
            for (int inputs : INPUTS) {
                float[] w = values(outputs * inputs, type);
                // no layers: embedding, final norm and LM head
                NDList plain = head(manager, tensor(program, manager, w, type, outputs, inputs));
                long[] dims = {0, 1, 1, 1};
                Optional<NDArray> form = program.packed(manager, plain.get(ModelWeight.LM_HEAD.ordinal()));
                assertThat(outputs % 64 == 0 || form.isEmpty()).isTrue();
                NDList packed = form.map(w64 -> head(manager, w64)).orElse(plain);
                for (int rows : ROWS) {
                    float[] x = values(rows * inputs, type);
                    NDArray hidden = tensor(program, manager, x, type, rows, inputs);
                    double[] expected = product(x, w, rows, inputs, outputs);
                    assertClose(program.logits(manager, hidden, plain, dims), expected, type);
                    assertClose(program.logits(manager, hidden, packed, dims), expected, type);
                }
            }
        }
    }

    private static NDList head(NDManager manager, NDArray w) {
        NDArray empty = manager.create(new float[0], new Shape(0));
        return new NDList(empty, empty, w);
    }

    private static NDArray tensor(PolicyProgram program, NDManager manager, float[] values, Dtype type, long... shape) {
        NDArray wide = manager.create(values, new Shape(shape));
        NDArray tensor = program.blank(manager, wide, shape, type);
        program.assign(new NDList(tensor), new NDList(wide));
        return tensor;
    }

    /** Normally distributed, cut to what the type holds. */
    private float[] values(int n, Dtype type) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            float value = (float) random.nextGaussian();
            values[i] = type == Dtype.BFLOAT16 ? Float.intBitsToFloat(Float.floatToIntBits(value) & 0xffff0000) : value;
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

    /** Sums of float32 products, and in bfloat16 rounded to its 8 bits. */
    private static void assertClose(NDArray actual, double[] expected, Dtype type) {
        float[] values = actual.toFloatArray();
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i])
                    .isCloseTo(expected[i], within(type == Dtype.BFLOAT16 ? Math.abs(expected[i]) / 256 + 2e-4 : 2e-4));
        }
    }
}
