package org.acpo.driver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.acpo.common.UserException;
import org.acpo.driver.report.Setup.Choice;
import org.junit.jupiter.api.Test;

class SetupTest {
    @Test
    void keysThatDifferFromTheDefaultsAreNamed() {
        Setup setup = Setup.of("""
                seed: 17
                optimizer: {learning_rate: 1.0e-4, beta1: 0.9}
                rollout: {stop: [], max_new_tokens: 64}
                """, "c.yaml");
        assertThat(setup.chosen())
                .containsExactly(
                        new Choice("optimizer.learning_rate", "1.0E-4", "1.0E-6"),
                        new Choice("rollout.max_new_tokens", "64", "256"));
    }

    @Test
    void taskModelAndMethodAreNamed() {
        Setup setup = Setup.of("""
                data: {train: {kind: jsonl, path: "hdfs://nn/data/gsm8k/train.jsonl"}}
                model: {path: /models/Qwen2.5-0.5B/, dtype: bfloat16}
                attribution: {enabled: false, reliability: {buckets: 6}}
                advantage: {outcome: leave_one_out}
                """, "c.yaml");
        assertThat(setup.task()).isEqualTo("train.jsonl");
        assertThat(setup.model()).isEqualTo("Qwen2.5-0.5B, bfloat16");
        assertThat(setup.method()).isEqualTo("leave_one_out, no step attribution");
        assertThat(setup.buckets()).isEqualTo(6);
    }

    @Test
    void whatIsNotAMappingIsRefused() {
        assertThatThrownBy(() -> Setup.of("- 1\n", "c.yaml"))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("c.yaml is [1], but it must be a map");
    }
}
