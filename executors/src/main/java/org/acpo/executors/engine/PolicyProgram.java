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
import java.util.Set;
import org.acpo.executors.engine.ProgramArchive.Products;

/**
 * The policy program loaded into libtorch. Methods are called by name with Java values; several threads may call at
 * once. No native memory is left behind by a call but its result.
 */
public final class PolicyProgram implements AutoCloseable {
    private static final Set<String> X86 = Set.of("amd64", "x86_64");

    private final long module;

    private PolicyProgram(long module) {
        this.module = module;
    }

    /** Loads the program for tensors on {@code device}, with oneDNN's products on processors that libtorch has it for. */
    public static PolicyProgram load(Device device) {
        NativeCalls.install();
        boolean x86 = X86.contains(System.getProperty("os.arch"));
        return load(device, x86 && !device.isGpu() ? Products.ONEDNN : Products.NATIVE);
    }

    static PolicyProgram load(Device device, Products products) {
        try {
            byte[] archive = ProgramArchive.bytes(products);
            return new PolicyProgram(
                    JniUtils.loadModuleHandle(new ByteArrayInputStream(archive), device, false, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a method in inference mode: nothing records gradients, and its results cannot be used where they are
     * recorded.
     *
     * @param scope owner of the returned tensors
     * @param arguments NDArray (Tensor), NDList (List[Tensor]), Integer or Long (int), Double (float), Boolean (bool),
     *     long[] (List[int]) or double[] (List[float])
     * @return the tensor, or the tensors of the list or tuple, that the method returned
     */
    public NDList infer(NDManager scope, String method, Object... arguments) {
        return call(scope, method, false, arguments);
    }

    /** Runs a method, arguments as {@link #infer}, with gradients recorded as far as the method asks for them. */
    public NDList train(NDManager scope, String method, Object... arguments) {
        return call(scope, method, true, arguments);
    }

    private NDList call(NDManager scope, String method, boolean grad, Object... arguments) {
        List<IValue> values = new ArrayList<>(arguments.length);
        try {
            for (Object argument : arguments) {
                values.add(value(argument));
            }
            return NativeCalls.guarded(() -> {
                try (IValue result = ScriptCalls.run(module, method, grad, values.toArray(new IValue[0]))) {
                    return tensors(result, (PtNDManager) scope);
                }
            });
        } finally {
            values.forEach(IValue::close);
        }
    }

    private static IValue value(Object argument) {
        if (argument instanceof PtNDArray tensor) {
            return IValue.from(tensor);
        } else if (argument instanceof NDList list) {
            return IValue.listFrom(list.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
        } else if (argument instanceof Integer || argument instanceof Long) {
            return IValue.from(((Number) argument).longValue());
        } else if (argument instanceof Double number) {
            return IValue.from(number);
        } else if (argument instanceof Boolean flag) {
            return IValue.from(flag);
        } else if (argument instanceof long[] ints) {
            return IValue.listFrom(ints);
        } else if (argument instanceof double[] floats) {
            return IValue.listFrom(floats);
        }
        throw new IllegalArgumentException("no TorchScript value for " + argument.getClass());
    }

    private static NDList tensors(IValue result, PtNDManager scope) {
        if (result.isTensor()) {
            return new NDList(result.toTensor(scope));
        }
        if (result.isTensorList()) {
            return new NDList((NDArray[]) result.toTensorArray(scope));
        }
        NDList tensors = new NDList();
        for (IValue part : result.toIValueTuple()) {
            try (part) {
                tensors.add(part.toTensor(scope));
            }
        }
        return tensors;
    }

    @Override
    public void close() {
        JniUtils.deleteModule(module);
    }
}
