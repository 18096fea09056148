package org.acpo.executors.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
    /** float32 */
    private static final long MANY = 32 << 20;

    @Test
    void aTensorOfThisProcessIsSeen() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "only Linux tells the resident memory of a process");
        assertThat(growth(Device.cpu())).isGreaterThan(3 * MANY);
    }

    @Test
    void aTensorOnTheGpuIsSeen() {
        assumeTrue(Engine.getEngine("PyTorch").getGpuCount() > 0, "libtorch sees no GPU on this machine");
        assertThat(growth(Device.gpu(0))).isGreaterThan(3 * MANY);
    }

    private static long growth(Device device) {
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager(device)) {
            manager.ones(new Shape(1)).toFloatArray();
            long before = DeviceMemory.usedBytes(device);
            manager.ones(new Shape(MANY)).sum().toFloatArray();
            return DeviceMemory.usedBytes(device) - before;
        }
    }
}
