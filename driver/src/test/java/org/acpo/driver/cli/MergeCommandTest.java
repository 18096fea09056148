package org.acpo.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.update.LoraConfig;
import org.acpo.executors.engine.LoraLayout;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelFolder;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {
    private static final Path BASE = Path.of("../executors/src/test/resources/fixtures/nano/model");
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path folder;

    /** Exit code, then what was said on standard error. */
    private static List<Object> run(Object... arguments) {
        PrintStream err = System.err;
        ByteArrayOutputStream failed = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(failed, true, StandardCharsets.UTF_8));
            int code = Main.run(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
            return List.of(code, failed.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(err);
        }
    }

    @Test
    void aPlainFolderComesOutThatNeedsNoBase() {
        LoraConfig lora = new LoraConfig(2, 4, List.of("q_proj"));
        ModelFolder base = ModelFolder.read(BASE.toString(), HADOOP);
        Map<String, HostTensor> adapters = new LinkedHashMap<>(LoraLayout.initial(base.spec(), lora, 1));
        adapters.replaceAll((name, tensor) -> HostTensor.of(name, tensor.shape(), filled(tensor, 0.5f)));
        Path adapter = folder.resolve("adapter");
        Path merged = folder.resolve("merged");
        base.adapting(lora, BASE.toAbsolutePath().toString())
                .write(new org.apache.hadoop.fs.Path(adapter.toUri()), adapters, HADOOP);

        assertThat(run("merge", "--model", adapter, "--output", merged).get(0)).isEqualTo(0);

        assertThat(merged.resolve("adapter_config.json")).doesNotExist();
        assertThat(merged.resolve("config.json")).exists();
        ModelFolder read = ModelFolder.read(merged.toString(), HADOOP);
        String q = "model.layers.0.self_attn.q_proj.weight";
        String k = "model.layers.0.self_attn.k_proj.weight";
        // 4 / 2 · 2 · 0.5 · 0.5 = 1
        assertThat(read.weights().get(q).toFloats()[5])
                .isCloseTo(base.weights().get(q).toFloats()[5] + 1, within(1e-6f));
        assertThat(read.weights().get(k).toFloats())
                .isEqualTo(base.weights().get(k).toFloats());
        assertThat(read.weights()).hasSameSizeAs(base.weights());
        List<Object> again = run("merge", "--model", adapter, "--output", merged);
        assertThat(again.get(0)).isEqualTo(1);
        assertThat((String) again.get(1)).contains("which exists");
    }

    private static float[] filled(HostTensor tensor, float value) {
        float[] values = new float[(int) tensor.elements()];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void whatIsNoAdapterIsRefused() {
        List<Object> result = run("merge", "--model", BASE, "--output", folder.resolve("merged"));
        assertThat(result.get(0)).isEqualTo(1);
        assertThat((String) result.get(1))
                .contains("holds no adapter_config.json")
                .doesNotContain("\tat ");
    }
}
