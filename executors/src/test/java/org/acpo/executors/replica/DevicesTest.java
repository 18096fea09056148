package org.acpo.executors.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.Map;
import org.acpo.common.UserException;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class DevicesTest {
    private static final Map<String, ResourceInformation> SECOND_GPU =
            Map.of("gpu", new ResourceInformation("gpu", new String[] {"1"}));

    @Test
    void theAddressThatSparkAssigned() {
        assertThat(Devices.gpu("1", 2)).isEqualTo(Device.gpu(1));
    }

    @Test
    void theProcessorWithoutGpuOrWhenTheUserWantsIt() {
        SparkConf conf = new SparkConf(false);
        assertThat(Devices.of(conf, Map.of())).isEqualTo(Device.cpu());
        assertThat(Devices.of(conf.set("spark.acpo.device", "cpu"), SECOND_GPU)).isEqualTo(Device.cpu());
        assertThatThrownBy(() -> Devices.of(conf.set("spark.acpo.device", "tpu"), SECOND_GPU))
                .isInstanceOf(UserException.class)
                .hasMessage("spark.acpo.device is tpu, but it must be assigned or cpu");
    }

    @Test
    void fewerGpusThanSparkAssigned() {
        assertThatThrownBy(() -> Devices.gpu("1", 1))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Spark assigned GPU 1, but libtorch sees only 1 here; ask for fewer GPUs");
        assertThatThrownBy(() -> Devices.gpu("0", 0))
                .hasMessageStartingWith("Spark assigned GPU 0, but libtorch sees none");
    }

    @Test
    void anAddressThatIsNoNumber() {
        assertThatThrownBy(() -> Devices.gpu("GPU-aa11", 2))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'GPU-aa11'")
                .hasMessageContaining("discovery script");
    }
}
