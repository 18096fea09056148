package org.acpo.executors.engine;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.Safetensors;

/** The numbers of an independent implementation; see README.md beside them. */
public final class NanoFixture {
    public static final ModelSpec SPEC = new ModelSpec(
            ModelSpec.Architecture.QWEN2,
            260,
            128,
            352,
            4,
            4,
            2,
            32,
            1e-6f,
            new ModelSpec.Rope(10000, null),
            true,
            false,
            false,
            true,
            2048,
            List.of(258));
    private static final Path ROOT = Path.of("src/test/resources/fixtures/nano");
    public static final JsonNode EXPECTED = json(ROOT.resolve("expected.json"));

    private NanoFixture() {}

    public static Map<String, HostTensor> model() {
        return new LinkedHashMap<>(
                Safetensors.read(ROOT.resolve("model/model.safetensors").toFile()));
    }

    public static Map<String, HostTensor> expectedTensors() {
        return Safetensors.read(ROOT.resolve("expected.safetensors").toFile());
    }

    public static Policy policy(Dtype dtype) {
        return Policy.load(SPEC, model(), dtype, Device.cpu());
    }

    public static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    public static float[] floats(HostTensor tensor) {
        float[] values = new float[tensor.data().remaining() / 4];
        tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
