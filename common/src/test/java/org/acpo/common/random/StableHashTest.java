package org.acpo.common.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StableHashTest {
    /** Test vectors of the FNV reference code (fnv1a_64). */
    @Test
    void agreesWithTheReferenceVectors() {
        assertThat(StableHash.of("")).isEqualTo(0xcbf29ce484222325L);
        assertThat(StableHash.of("a")).isEqualTo(0xaf63dc4c8601ec8cL);
        assertThat(StableHash.of("foobar")).isEqualTo(0x85944171f73967e8L);
    }
}
