package org.acpo.executors.task;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * A task whose items and results travel as bytes of Java serialization, for sessions whose Kryo does not know our records
 * ({@link KryoClasses}) and cannot serialize them therefore. Runs on executors.
 *
 * @param <T> a serializable type
 * @param <R> a serializable type
 */
public record PackedTask<T, R>(FlatMapFunction<Iterator<T>, R> task)
        implements FlatMapFunction<Iterator<byte[]>, byte[]> {
    private static final long serialVersionUID = 1L;

    /** Whether a session needs this: Java serialization takes records as they are, Kryo those that it knows. */
    public static boolean isNeeded(SparkConf conf) {
        return conf.get("spark.serializer", "").endsWith("KryoSerializer")
                && !conf.get("spark.kryo.registrator", "").contains(KryoClasses.class.getName());
    }

    @Override
    public Iterator<byte[]> call(Iterator<byte[]> items) throws Exception {
        List<byte[]> packed = new ArrayList<>();
        items.forEachRemaining(packed::add);
        List<T> unpacked = unpack(packed);
        List<R> results = new ArrayList<>();
        task.call(unpacked.iterator()).forEachRemaining(results::add);
        return pack(results).iterator();
    }

    /** The bytes of each value. */
    public static List<byte[]> pack(List<?> values) {
        return values.stream().map(PackedTask::bytes).toList();
    }

    /** The values that {@link #pack} was given. */
    @SuppressWarnings("unchecked") // the caller packed them
    public static <V> List<V> unpack(List<byte[]> packed) {
        return packed.stream().map(bytes -> (V) value(bytes)).toList();
    }

    private static byte[] bytes(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Object value(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("bytes of another version of acpo", e);
        }
    }
}
