package org.acpo.executors.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Whether libtorch loads and computes on this machine. */
public final class LibtorchCheck {
    private static final String ENGINE = "PyTorch";

    private LibtorchCheck() {}

    /**
     * Multiplies two matrices whose product is known: each of 64 terms is 2 · 3.
     *
     * @return the version, for people
     * @throws IllegalStateException if the product is wrong; what the loading of native libraries throws passes through
     */
    public static String multiply() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), ENGINE)) {
            NDArray product = manager.full(new Shape(64, 64), 2f).matMul(manager.full(new Shape(64, 64), 3f));
            float value = product.getFloat(0, 0);
            if (value != 384) {
                throw new IllegalStateException("a product is " + value + " instead of 384");
            }
            return "version " + Engine.getEngine(ENGINE).getVersion() + ", multiplies";
        }
    }
}
