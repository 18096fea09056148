package org.acpo.executors.model;

import java.nio.ByteBuffer;

/**
 * A tensor in host memory as safetensors stores it.
 *
 * @param name Hugging Face parameter name, for instance {@code model.layers.0.self_attn.q_proj.weight}
 * @param shape row-major sizes
 * @param data little-endian direct or memory-mapped buffer, position 0, limit at its end; not modified by readers
 */
public record HostTensor(String name, Dtype dtype, long[] shape, ByteBuffer data) {

    /** Number formats that checkpoints hold. */
    public enum Dtype {
        F32(4),
        F16(2),
        BF16(2);

        private final int bytes;

        Dtype(int bytes) {
            this.bytes = bytes;
        }

        /** Size of one element. */
        public int bytes() {
            return bytes;
        }
    }
}
