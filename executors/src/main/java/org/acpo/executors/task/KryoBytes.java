package org.acpo.executors.task;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** Values as bytes of Kryo and back. They are of the types that {@link KryoClasses} registers. Thread-safe. */
public final class KryoBytes {
    private static final int FIRST_BYTES = 4096;

    private static final ThreadLocal<Kryo> KRYO = ThreadLocal.withInitial(() -> {
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(true);
        kryo.setClassLoader(KryoBytes.class.getClassLoader());
        new KryoClasses().registerClasses(kryo);
        return kryo;
    });

    private KryoBytes() {}

    /** The bytes of a value. */
    public static byte[] pack(Object value) {
        Output output = new Output(FIRST_BYTES, -1);
        KRYO.get().writeClassAndObject(output, RecordSerializer.portable(value));
        return output.toBytes();
    }

    /** The value that {@link #pack} was given. */
    @SuppressWarnings("unchecked") // the caller packed it
    public static <V> V unpack(byte[] packed) {
        return (V) KRYO.get().readClassAndObject(new Input(packed));
    }
}
