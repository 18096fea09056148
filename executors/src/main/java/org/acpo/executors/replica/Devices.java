package org.acpo.executors.replica;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.Map;
import org.acpo.common.UserException;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceInformation;

/**
 * On which device a policy stands: on the GPU whose address Spark assigned to the task or the driver, and on the processor
 * without one. {@value #CHOICE}{@code =cpu} computes on the processor in any case, while GPUs are still counted.
 */
public final class Devices {
    static final String CHOICE = "spark.acpo.device";
    private static final String GPU = "gpu";

    private Devices() {}

    /**
     * The device.
     *
     * @param resources as a task context or a Spark context has them
     * @throws UserException when Spark assigned a GPU that libtorch does not see
     */
    public static Device of(SparkConf conf, Map<String, ResourceInformation> resources) {
        String choice = conf.get(CHOICE, "assigned");
        if (!choice.equals("assigned") && !choice.equals("cpu")) {
            throw new UserException(CHOICE + " is " + choice + ", but it must be assigned or cpu");
        }
        ResourceInformation gpus = resources.get(GPU);
        return gpus == null || choice.equals("cpu")
                ? Device.cpu()
                : gpu(gpus.addresses()[0], Engine.getEngine("PyTorch").getGpuCount());
    }

    /** The GPU at {@code address}, one of {@code seen}. */
    static Device gpu(String address, int seen) {
        int index;
        try {
            index = Integer.parseInt(address);
        } catch (NumberFormatException e) {
            throw new UserException(
                    "Spark assigned the GPU '" + address + "', which is no number; let the discovery script"
                            + " print the addresses as CUDA numbers them, as gpu/discover-gpus.sh does",
                    e);
        }
        if (index >= seen) {
            throw new UserException("Spark assigned GPU " + address + ", but libtorch sees "
                    + (seen == 0 ? "none" : "only " + seen) + " here; ask for fewer GPUs, check PYTORCH_FLAVOR and the"
                    + " discovery script, or set " + CHOICE + "=cpu to compute on the processor");
        }
        return Device.gpu(index);
    }
}
