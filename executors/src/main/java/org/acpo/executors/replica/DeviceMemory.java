package org.acpo.executors.replica;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much is in use of the memory in which the tensors of a device stand. Driver and executors. */
public final class DeviceMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private DeviceMemory() {}

    /**
     * Bytes in use: on a GPU by all processes, on the processor the resident memory of this process, which is 0 where the
     * system does not tell.
     */
    public static long usedBytes(Device device) {
        return device.isGpu() ? CudaUtils.getGpuMemory(device).getUsed() : residentBytes();
    }

    private static long residentBytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
