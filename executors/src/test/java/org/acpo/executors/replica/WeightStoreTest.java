package org.acpo.executors.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.acpo.common.UserException;
import org.acpo.executors.model.HostTensor;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightStoreTest {
    @TempDir
    java.nio.file.Path folder;

    private WeightStore store;

    @BeforeEach
    void open() {
        store = new WeightStore(new Path(folder.resolve("weights").toUri()), new Configuration(false));
    }

    @Test
    void aVersionIsReadAsItWasPublished() {
        store.publish(3, weights(1.5f));
        store.publish(4, weights(2.5f));
        assertThat(store.read(3).get("w").toFloats()).containsExactly(1.5f);
        assertThat(store.read(4).get("w").toFloats()).containsExactly(2.5f);
    }

    @Test
    void collectingKeepsWhatIsNeeded() {
        for (int version = 0; version < 4; version++) {
            store.publish(version, weights(version));
        }
        store.collect(Set.of(1, 3));
        assertThat(store.has(0)).isFalse();
        assertThat(store.has(1)).isTrue();
        assertThat(store.has(2)).isFalse();
        assertThat(store.has(3)).isTrue();
    }

    @Test
    void aMissingVersionIsNamed() {
        assertThatThrownBy(() -> store.read(7))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("version 7")
                .hasMessageContaining("v-7.safetensors");
    }

    private static Map<String, HostTensor> weights(float value) {
        return Map.of("w", HostTensor.of("w", new long[] {1}, value));
    }
}
