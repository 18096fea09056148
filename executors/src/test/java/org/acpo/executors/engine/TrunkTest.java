package org.acpo.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.LongStream;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.model.HostTensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrunkTest {
    private static final Map<String, HostTensor> EXPECTED = NanoFixture.expectedTensors();
    private static Policy policy;

    @BeforeAll
    static void load() {
        policy = NanoFixture.policy(Dtype.FLOAT32);
    }

    @AfterAll
    static void close() {
        policy.close();
    }

    @Test
    void packedSequencesGiveTheReferenceLogits() {
        PackedBatch.Builder batch = new PackedBatch.Builder();
        for (JsonNode sequence : NanoFixture.EXPECTED.get("sequences")) {
            batch.add(NanoFixture.ints(sequence));
        }
        assertClose(logits(batch.build()), NanoFixture.floats(EXPECTED.get("packed.logits")));
    }

    private static float[] logits(PackedBatch batch) {
        try (NDManager scope = policy.manager().newSubManager()) {
            NDArray hidden =
                    policy.trunk(scope, batch, LongStream.range(0, batch.size()).toArray());
            return policy.program()
                    .logits(
                            scope,
                            hidden,
                            policy.network().weights(),
                            policy.network().dims())
                    .toFloatArray();
        }
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(2e-5f));
        }
    }
}
