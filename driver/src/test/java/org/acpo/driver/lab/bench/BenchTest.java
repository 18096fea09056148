package org.acpo.driver.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.acpo.common.UserException;
import org.acpo.driver.lab.bench.CpuWindow.Seen;
import org.acpo.driver.lab.bench.Load.Lengths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    private static final Load SMALL = new Load(2, 2, 5, 20, Lengths.SPREAD, 2, 1, 1, 1);

    @TempDir
    Path folder;

    @Test
    void namedShapesHaveThePublishedSizes() {
        assertThat(RandomModel.write("nano", folder.resolve("nano").toString())).isEqualTo(772_736);
        assertThatThrownBy(() -> RandomModel.write("nanno", folder.resolve("x").toString()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("nanno");
    }

    @Test
    void aModelIsNotOverwrittenAndALoadMustFitIt() {
        String model = folder.resolve("model").toString();
        RandomModel.write("nano", model);
        assertThatThrownBy(() -> RandomModel.write("nano", model))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("holds a model");
        Load tooLong = new Load(1, 1, 1049, 1000, Lengths.EQUAL, 1, 1, 1, 1);
        assertThatThrownBy(() -> new Bench(model, tooLong, List.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("more than the model's context of 2048");
    }

    /** 16 + floor(share · 5) for shares 0.5φ, 1.5φ, 2.5φ, 3.5φ modulo 1, φ = 0.618…: 0.309, 0.927, 0.545, 0.163. */
    @Test
    void lengthsSpreadFromSixteenOn() {
        assertThat(IntStream.range(0, 4).map(SMALL::length)).containsExactly(17, 20, 18, 16);
        assertThatThrownBy(() -> new Load(1, 1, 1, 16, Lengths.SPREAD, 1, 1, 1, 0.05))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--new-tokens is 16");
    }

    /** A run of one second on n processors may lose 5% of them to others; of a very short one the clock sees nothing. */
    @Test
    void runsThatOthersDisturbedDoNotCount() {
        assertThat(new Seen(1, 1, 1, 0.049).isClean(0.05)).isTrue();
        assertThat(new Seen(1, 1, 1, 0.2).isClean(0.05)).isFalse();
        Timing timing = new Timing(new Load(1, 1, 1, 1, Lengths.EQUAL, 1, 1, 2, 0.05));
        timing.add(new Seen(2, 2, 2, 0.5));
        timing.add(new Seen(1, 1, 1, 0));
        assertThat(timing.isDone()).isFalse();
        timing.add(new Seen(3, 3, 3, 0));
        assertThat(timing.isDone()).isTrue();
        assertThat(timing.seconds()).containsExactly(1, 3);
        assertThat(timing.perSecond(6)).containsEntry("median", 4.0).containsEntry("n", 2);
    }

    @Test
    void everyPartRunsOnARandomModel() {
        String model = folder.resolve("model").toString();
        RandomModel.write("nano", model);
        Bench bench = new Bench(model, SMALL, List.of());
        for (Map<String, Object> result : Arrays.asList(bench.generate(), bench.attribute(), bench.update())) {
            assertThat(result).containsEntry("parameters", 772_736L).containsKeys("tokens_per_s", "peak_rss_mb");
        }
        // 17 + 20 + 18 + 16
        assertThat(bench.update()).containsEntry("response_tokens", 71L);
    }
}
