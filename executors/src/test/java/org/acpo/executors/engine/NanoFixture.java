package org.acpo.executors.engine;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.config.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;

/** The numbers of an independent implementation; see README.md beside them. */
final class NanoFixture {
    static final ModelSpec SPEC = new ModelSpec(
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
            true,
            2048,
            List.of(258));
    private static final Path ROOT = Path.of("src/test/resources/fixtures/nano");
    static final JsonNode EXPECTED = json(ROOT.resolve("expected.json"));

    private NanoFixture() {}

    static Map<String, HostTensor> model() {
        return safetensors(ROOT.resolve("model/model.safetensors"));
    }

    static Map<String, HostTensor> expectedTensors() {
        return safetensors(ROOT.resolve("expected.safetensors"));
    }

    static Policy policy(Dtype dtype) {
        return Policy.load(SPEC, model(), dtype, Device.cpu());
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    static float[] floats(HostTensor tensor) {
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

    private static Map<String, HostTensor> safetensors(Path file) {
        try {
            ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int header = (int) all.getLong();
            JsonNode entries = new ObjectMapper().readTree(all.array(), 8, header);
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            entries.fields().forEachRemaining(entry -> {
                if (!entry.getKey().equals("__metadata__")) {
                    tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), all, 8 + header));
                }
            });
            return tensors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HostTensor tensor(String name, JsonNode entry, ByteBuffer all, int start) {
        int[] offsets = ints(entry.get("data_offsets"));
        long[] shape = new long[entry.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = entry.get("shape").get(i).asLong();
        }
        ByteBuffer data = all.slice(start + offsets[0], offsets[1] - offsets[0]).order(ByteOrder.LITTLE_ENDIAN);
        return new HostTensor(name, HostTensor.Dtype.F32, shape, data);
    }
}
