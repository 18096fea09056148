package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Map;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.SmallModels;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.LayerWeight;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Architecture;
import org.junit.jupiter.api.Test;

/** Pieces of seven values, which end within rows and within the matrices that are stacked in one tensor. */
class HostWeightsTest {
    private static final int PIECE = 7;

    private final ModelSpec spec = SmallModels.spec(Architecture.QWEN2);
    private final WeightLayout layout = WeightLayout.of(spec);
    private final Map<String, HostTensor> weights = SmallModels.weights(spec);

    @Test
    void whatGoesUpInPiecesComesDownTheSame() {
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu())) {
            PolicyProgram program = PolicyProgram.load(Device.cpu());
            NDArray like = manager.create(1f);
            HostWeights pieces = new HostWeights(program, manager, like, PIECE);
            HostWeights whole = new HostWeights(program, manager, like, HostTensor.PIECE);
            NDList cut = pieces.upload(manager, layout, weights, "", Dtype.FLOAT32);
            NDList uncut = whole.upload(manager, layout, weights, "", Dtype.FLOAT32);
            for (int i = 0; i < cut.size(); i++) {
                assertThat(cut.get(i).getShape()).isEqualTo(uncut.get(i).getShape());
                assertThat(cut.get(i).toFloatArray()).isEqualTo(uncut.get(i).toFloatArray());
            }
            Map<String, HostTensor> down = pieces.download(layout, cut, "", HostTensor.Dtype.F32);
            assertThat(down.keySet()).containsExactlyInAnyOrderElementsOf(weights.keySet());
            down.forEach((name, tensor) -> assertThat(tensor.toFloats())
                    .as(name)
                    .isEqualTo(weights.get(name).toFloats()));
            program.close();
        }
    }

    @Test
    void stackedMatricesLieOneBelowTheOther() {
        try (Policy policy = Policy.load(spec, weights, Dtype.FLOAT32, Device.cpu())) {
            float[] fused =
                    policy.network().weights().get(LayerWeight.QKV.place(0)).toFloatArray();
            float[] q = weights.get("model.layers.0.self_attn.q_proj.weight").toFloats();
            float[] v = weights.get("model.layers.0.self_attn.v_proj.weight").toFloats();
            assertThat(Arrays.copyOf(fused, q.length)).isEqualTo(q);
            assertThat(Arrays.copyOfRange(fused, fused.length - v.length, fused.length))
                    .isEqualTo(v);
        }
    }
}
