package org.acpo.executors.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.executors.engine.WeightLayout.Part;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.HostTensor.Dtype;

/** Moves Hugging Face parameters in host memory to and from the program's fused tensors, as float32. */
final class HostWeights {
    private HostWeights() {}

    /**
     * The parts of {@code slot}, each named {@code prefix + name}, one after another, widened to float32, in a new direct buffer.
     *
     * @throws UserException when a parameter is missing or has another shape than the model's config.json says
     */
    static ByteBuffer fuse(Slot slot, String prefix, Map<String, HostTensor> weights) {
        ByteBuffer fused = buffer(slot.elements());
        FloatBuffer floats = fused.asFloatBuffer();
        for (Part part : slot.parts()) {
            widen(checked(part, prefix + part.name(), weights), floats);
        }
        return fused;
    }

    /** A fused tensor's float32 values back as Hugging Face parameters named {@code prefix + name}. */
    static void split(Slot slot, float[] fused, String prefix, Dtype dtype, Map<String, HostTensor> into) {
        int at = 0;
        for (Part part : slot.parts()) {
            String name = prefix + part.name();
            ByteBuffer data = narrow(fused, at, part.elements(), dtype);
            into.put(name, new HostTensor(name, dtype, part.shape(), data));
            at += part.elements();
        }
    }

    private static HostTensor checked(Part part, String name, Map<String, HostTensor> weights) {
        HostTensor tensor = weights.get(name);
        if (tensor == null) {
            throw new UserException("the model's weights lack " + name
                    + ", which its config.json asks for; check that the checkpoint is complete");
        }
        if (!Arrays.equals(tensor.shape(), part.shape())) {
            throw new UserException(name + " has shape " + Arrays.toString(tensor.shape())
                    + ", but the model's config.json makes it " + Arrays.toString(part.shape()));
        }
        return tensor;
    }

    private static void widen(HostTensor tensor, FloatBuffer out) {
        ByteBuffer data = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (tensor.dtype() == Dtype.F32) {
            out.put(data.asFloatBuffer());
            return;
        }
        while (data.hasRemaining()) {
            short bits = data.getShort();
            out.put(tensor.dtype() == Dtype.BF16 ? Float.intBitsToFloat(bits << 16) : halfToFloat(bits));
        }
    }

    private static ByteBuffer narrow(float[] values, int from, int count, Dtype dtype) {
        ByteBuffer data = ByteBuffer.allocateDirect(count * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < from + count; i++) {
            if (dtype == Dtype.F32) {
                data.putFloat(values[i]);
            } else {
                data.putShort(bfloat16(values[i]));
            }
        }
        return data.flip();
    }

    /** Round to nearest even, as every framework does; not-a-number stays one. */
    static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    /** IEEE half precision; Java has it only from version 20. */
    static float halfToFloat(short half) {
        int exponent = (half >>> 10) & 0x1f;
        int mantissa = half & 0x3ff;
        float sign = half < 0 ? -1f : 1f;
        if (exponent == 0x1f) {
            return mantissa == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
        }
        return sign * (exponent == 0 ? Math.scalb((float) mantissa, -24) : Math.scalb(mantissa + 1024f, exponent - 25));
    }

    static ByteBuffer buffer(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
    }
}
