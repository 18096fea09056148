package ai.djl.pytorch.jni;

import java.util.Arrays;

/**
 * Runs a TorchScript method with the gradient mode of the caller's choice; DJL's own {@link IValueUtils#runMethod}
 * always runs in inference mode. It stands in DJL's package because the native entry point is package-private.
 */
public final class ScriptCalls {
    private ScriptCalls() {}

    /**
     * Calls {@code method} of the module behind {@code module}.
     *
     * @param grad true records gradients, false runs in inference mode
     * @return the result, to be closed by the caller, as are the arguments
     */
    public static IValue run(long module, String method, boolean grad, IValue... arguments) {
        long[] handles = Arrays.stream(arguments).mapToLong(IValue::getHandle).toArray();
        PyTorchLibrary.LIB.setGraphExecutorOptimize(false);
        if (grad) {
            PyTorchLibrary.LIB.torchSetGradMode(true);
        }
        return new IValue(PyTorchLibrary.LIB.moduleRunMethod(module, method, handles, grad, false));
    }
}
