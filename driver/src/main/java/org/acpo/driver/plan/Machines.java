package org.acpo.driver.plan;

import org.acpo.common.config.Require;

/**
 * What a plan is held against.
 *
 * @param executors how many, one policy replica each
 * @param gpuGb memory of each GPU in GB of 10⁹ bytes; 0 for executors that compute on processors
 * @param driverGpu whether the driver has such a GPU too
 * @param executorGb memory of an executor's machine share, heap and the rest; 0 for not known
 * @param driverGb the driver's; 0 for not known
 */
public record Machines(int executors, double gpuGb, boolean driverGpu, double executorGb, double driverGb) {
    public Machines {
        Require.atLeast(executors, 1, "--executors");
        requireMemory(gpuGb, "--gpu-gb");
        requireMemory(executorGb, "--executor-gb");
        requireMemory(driverGb, "--driver-gb");
        Require.that(gpuGb > 0 || !driverGpu, "--gpu-gb", gpuGb, "above 0 with --driver-gpu");
    }

    private static void requireMemory(double gb, String option) {
        Require.that(gb >= 0, option, gb, "0 or more");
    }

    boolean onGpus() {
        return gpuGb > 0;
    }
}
