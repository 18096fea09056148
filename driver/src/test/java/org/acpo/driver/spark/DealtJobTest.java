package org.acpo.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DealtJobTest {

    /** Sixteen cores in executors of four: without GPUs by cores alone, with one GPU each four, with two half used ones sixteen. */
    @ParameterizedTest
    @CsvSource({"1,0,0,16", "4,0,0,4", "1,1,1,4", "2,2,1,8", "1,2,0.5,16", "4,2,1,4"})
    void aSlotHasTheCoresAndGpusThatATaskTakes(int taskCores, double executorGpus, double taskGpus, int slots) {
        SparkConf conf =
                new SparkConf(false).set("spark.executor.cores", "4").set("spark.task.cpus", String.valueOf(taskCores));
        if (executorGpus > 0) {
            conf.set("spark.executor.resource.gpu.amount", String.valueOf(executorGpus))
                    .set("spark.task.resource.gpu.amount", String.valueOf(taskGpus));
        }
        assertThat(DealtJob.slots(16, conf)).isEqualTo(slots);
    }
}
