package org.acpo.executors.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.acpo.executors.model.HostTensor.Dtype;
import org.acpo.executors.model.HostTensor.Values;

/** Bytes that are made of float32 values when they are asked for, rounded to nearest (ties to even). */
record ComputedContent(Dtype dtype, long size, Values values) implements TensorContent {
    @Override
    public ByteBuffer slice(long offset, int wanted) {
        int count = wanted / dtype.bytes();
        ByteBuffer bytes = ByteBuffer.allocate(wanted).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer floats = dtype == Dtype.F32 ? bytes.asFloatBuffer() : FloatBuffer.allocate(count);
        values.read(offset / dtype.bytes(), floats);
        if (dtype != Dtype.F32) {
            dtype.narrow(floats.flip(), count, bytes);
            bytes.rewind();
        }
        return bytes;
    }
}
