package org.acpo.executors.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.ScriptCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A TorchScript module in libtorch, whose methods are called with values that Java's compiler has checked one by one. Several
 * threads may call at once.
 */
final class NativeModule implements AutoCloseable {
    private final long handle;

    private NativeModule(long handle) {
        this.handle = handle;
    }

    /** Loads an archive for tensors on {@code device}. */
    static NativeModule load(byte[] archive, Device device) {
        NativeCalls.install();
        try {
            return new NativeModule(JniUtils.loadModuleHandle(new ByteArrayInputStream(archive), device, false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A call in inference mode: nothing records gradients, and the resulting tensors cannot be used where they are recorded.
     */
    Call infer(String method) {
        return new Call(method, false);
    }

    /** A call in which gradients are recorded as far as the method asks for them. */
    Call train(String method) {
        return new Call(method, true);
    }

    /**
     * One call: its arguments in the order of the method's, then what is done with the result. Native values exist only while
     * it runs, and all but the resulting tensors are freed however it ends.
     */
    final class Call {
        private final String method;
        private final boolean grad;
        private final List<Supplier<IValue>> arguments = new ArrayList<>();

        private Call(String method, boolean grad) {
            this.method = method;
            this.grad = grad;
        }

        /** A Tensor. */
        Call with(NDArray tensor) {
            return with(() -> IValue.from((PtNDArray) tensor));
        }

        /** A List[Tensor]. */
        Call with(NDList tensors) {
            return with(() ->
                    IValue.listFrom(tensors.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new)));
        }

        /** An int. */
        Call with(long number) {
            return with(() -> IValue.from(number));
        }

        /** A float. */
        Call with(double number) {
            return with(() -> IValue.from(number));
        }

        /** A bool. */
        Call with(boolean flag) {
            return with(() -> IValue.from(flag));
        }

        /** A List[int]. */
        Call with(long[] numbers) {
            return with(() -> IValue.listFrom(numbers));
        }

        /** A List[float]. */
        Call with(double[] numbers) {
            return with(() -> IValue.listFrom(numbers));
        }

        private Call with(Supplier<IValue> argument) {
            arguments.add(argument);
            return this;
        }

        /** Runs a method for what it does. */
        void run() {
            run(result -> true);
        }

        /** Runs a method that returns a Tensor, then owned by {@code scope}. */
        NDArray tensor(NDManager scope) {
            return run(result -> result.toTensor((PtNDManager) scope));
        }

        /** Runs a method that returns a List[Tensor], then owned by {@code scope}. */
        NDList list(NDManager scope) {
            return run(result -> new NDList((NDArray[]) result.toTensorArray((PtNDManager) scope)));
        }

        /** Runs a method that returns a Tuple of Tensors, then owned by {@code scope}. */
        NDList tuple(NDManager scope) {
            return run(result -> {
                IValue[] parts = result.toIValueTuple();
                try {
                    NDList tensors = new NDList();
                    for (IValue part : parts) {
                        tensors.add(part.toTensor((PtNDManager) scope));
                    }
                    return tensors;
                } finally {
                    close(List.of(parts));
                }
            });
        }

        private <T> T run(Function<IValue, T> reading) {
            List<IValue> values = new ArrayList<>(arguments.size());
            try {
                arguments.forEach(argument -> values.add(argument.get()));
                return NativeCalls.guarded(() -> {
                    try (IValue result = ScriptCalls.run(handle, method, grad, values.toArray(IValue[]::new))) {
                        return reading.apply(result);
                    }
                });
            } finally {
                close(values);
            }
        }

        private static void close(List<IValue> values) {
            values.forEach(IValue::close);
        }
    }

    @Override
    public void close() {
        JniUtils.deleteModule(handle);
    }
}
