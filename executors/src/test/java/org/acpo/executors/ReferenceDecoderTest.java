package org.acpo.executors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.acpo.executors.engine.NanoFixture;
import org.junit.jupiter.api.Test;

/** The reference itself against what transformers computed. */
class ReferenceDecoderTest {
    @Test
    void logitsAreThoseOfTransformers() {
        ReferenceDecoder decoder = new ReferenceDecoder(NanoFixture.SPEC, NanoFixture.model());
        float[] expected = NanoFixture.expectedTensors().get("packed.logits").toFloats();
        int at = 0;
        for (JsonNode sequence : NanoFixture.EXPECTED.get("sequences")) {
            for (double[] row : decoder.logits(NanoFixture.ints(sequence))) {
                for (double logit : row) {
                    assertThat(logit).isCloseTo(expected[at++], within(2e-5));
                }
            }
        }
        assertThat(at).isEqualTo(expected.length);
    }
}
