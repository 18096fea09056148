package org.acpo.executors.task;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kryo for records: the components in order, then the canonical constructor. Lists travel as {@link ArrayList}, because
 * the JDK's immutable ones have no registered class.
 */
final class RecordSerializer extends Serializer<Record> {
    private final RecordComponent[] components;
    private final Constructor<?> constructor;

    RecordSerializer(Class<? extends Record> type) {
        super(false, true);
        components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
        Arrays.stream(components).forEach(component -> component.getAccessor().setAccessible(true));
    }

    @Override
    public void write(Kryo kryo, Output output, Record value) {
        for (RecordComponent component : components) {
            kryo.writeClassAndObject(output, portable(read(component, value)));
        }
    }

    @Override
    public Record read(Kryo kryo, Input input, Class<Record> type) {
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = kryo.readClassAndObject(input);
        }
        try {
            return (Record) constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type + " of what was sent", e);
        }
    }

    /** A list as one that is registered; what it holds too, where that is a list. */
    static @Nullable Object portable(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return value;
        }
        boolean nested = list.stream().anyMatch(List.class::isInstance);
        if (list instanceof ArrayList && !nested) {
            return list;
        }
        ArrayList<@Nullable Object> portable = new ArrayList<>(list.size());
        list.forEach(element -> portable.add(nested ? portable(element) : element));
        return portable;
    }

    private static @Nullable Object read(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
