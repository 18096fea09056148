package org.acpo.driver.plan;

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
    boolean onGpus() {
        return gpuGb > 0;
    }
}
