package org.acpo.executors.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig.ModelConfig.Dtype;
import org.acpo.executors.engine.WeightLayout.Slot;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.Parameter;

/**
 * Moves Hugging Face parameters in host memory to and from the program's fused tensors on a device. Values cross as float32
 * in pieces, so that a tensor may be larger than a buffer of the JVM and host memory holds no second copy of it.
 */
final class HostWeights {
    private final PolicyProgram program;
    private final NDManager manager;
    private final NDArray like;
    private final int piece;

    /**
     * @param manager makes scopes for the pieces
     * @param like any tensor on the device
     * @param piece values moved at once
     */
    HostWeights(PolicyProgram program, NDManager manager, NDArray like, int piece) {
        this.program = program;
        this.manager = manager;
        this.like = like;
        this.piece = piece;
    }

    /**
     * New tensors, owned by {@code owner}, that hold the parameters of a layout, each named {@code prefix + name}. They are
     * made outside inference mode, so that they can be trained.
     *
     * @throws UserException when a parameter is missing or has another shape than the model's config.json says
     */
    NDList upload(NDManager owner, WeightLayout layout, Map<String, HostTensor> source, String prefix, Dtype dtype) {
        NDList tensors = new NDList();
        layout.slots().forEach(slot -> tensors.add(blank(owner, slot, dtype)));
        overwrite(tensors, layout, source, prefix);
        return tensors;
    }

    /** A new tensor, to be overwritten. */
    NDArray blank(NDManager owner, Slot slot, Dtype dtype) {
        return program.blank(owner, like, slot.shape(), dtype);
    }

    /** As {@link #upload}, into existing tensors. If a parameter is missing, the tensors before it are already overwritten. */
    void overwrite(NDList tensors, WeightLayout layout, Map<String, HostTensor> source, String prefix) {
        each(layout, source, prefix, tensors::get, (tensor, slot) -> {});
    }

    /**
     * Moves the parameters of one slot after another, skipping empty ones.
     *
     * @param into the tensor that a slot's parameters overwrite
     * @param full is told of the tensor once it is overwritten
     */
    void each(
            WeightLayout layout,
            Map<String, HostTensor> source,
            String prefix,
            IntFunction<NDArray> into,
            ObjIntConsumer<NDArray> full) {
        long largest = layout.slots().stream().mapToLong(Slot::elements).max().orElse(0);
        ByteBuffer buffer = buffer((int) Math.min(piece, largest));
        for (int i = 0; i < layout.slots().size(); i++) {
            if (!layout.slots().get(i).isEmpty()) {
                NDArray tensor = into.apply(i);
                overwrite(tensor, layout.slots().get(i), source, prefix, buffer);
                full.accept(tensor, i);
            }
        }
    }

    private void overwrite(
            NDArray tensor, Slot slot, Map<String, HostTensor> source, String prefix, ByteBuffer buffer) {
        long at = 0;
        for (Parameter part : slot.parts()) {
            HostTensor parameter = checked(part, prefix + part.name(), source);
            for (long from = 0; from < part.elements(); from += piece) {
                int count = (int) Math.min(piece, part.elements() - from);
                ByteBuffer values = buffer.slice(0, count * Float.BYTES).order(ByteOrder.nativeOrder());
                parameter.read(from, values.asFloatBuffer());
                write(tensor, at + from, values, count);
            }
            at += part.elements();
        }
    }

    /** Overwrites elements of a tensor, seen as a vector, from {@code at} on; {@code values} is direct, in native order. */
    private void write(NDArray tensor, long at, ByteBuffer values, int count) {
        try (NDManager scope = manager.newSubManager()) {
            program.put(tensor, at, scope.create(values, new Shape(count), DataType.FLOAT32));
        }
    }

    /** Overwrites elements of a tensor, seen as a vector, from {@code at} on, by those of {@code values} in [from, to). */
    void write(NDArray tensor, long at, float[] values, int from, int to) {
        ByteBuffer buffer = buffer(to - from);
        buffer.asFloatBuffer().put(values, from, to - from);
        write(tensor, at, buffer, to - from);
    }

    /** Gives elements [at, at + count) of a tensor, seen as a vector, to {@code reader}, which must not keep the buffer. */
    void read(NDArray tensor, long at, int count, Consumer<FloatBuffer> reader) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray values = program.take(scope, tensor, at, count);
            reader.accept(
                    values.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer());
        }
    }

    /**
     * Tensors of a layout as parameters, each name after {@code prefix}. They are views: their values are fetched from the
     * device whenever they are read, and are those of that moment.
     */
    Map<String, HostTensor> download(WeightLayout layout, NDList tensors, String prefix, HostTensor.Dtype dtype) {
        Map<String, HostTensor> parameters = new LinkedHashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            NDArray tensor = tensors.get(i);
            long at = 0;
            for (Parameter part : layout.slots().get(i).parts()) {
                long start = at;
                HostTensor parameter = HostTensor.computed(
                        prefix + part.name(), dtype, part.shape(), (from, out) -> read(tensor, start + from, out));
                parameters.put(parameter.name(), parameter);
                at += part.elements();
            }
        }
        return parameters;
    }

    private void read(NDArray tensor, long at, FloatBuffer out) {
        for (long from = at; out.hasRemaining(); ) {
            int count = Math.min(piece, out.remaining());
            read(tensor, from, count, out::put);
            from += count;
        }
    }

    private static HostTensor checked(Parameter part, String name, Map<String, HostTensor> weights) {
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

    private static ByteBuffer buffer(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
    }
}
