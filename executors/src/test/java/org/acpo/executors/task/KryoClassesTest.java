package org.acpo.executors.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Step;
import org.acpo.common.verify.Verdict;
import org.acpo.executors.engine.Score;
import org.acpo.executors.rollout.RolloutOrder;
import org.acpo.executors.rollout.RolloutTimes;
import org.acpo.executors.rollout.SampledGroup;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.junit.jupiter.api.Test;

/** What travels between driver and executors does so under {@code registrationRequired}, and comes out equal. */
class KryoClassesTest {
    private final Kryo kryo = new KryoSerializer(new SparkConf()
                    .set("spark.kryo.registrationRequired", "true")
                    .set("spark.kryo.registrator", KryoClasses.class.getName()))
            .newKryo();

    @Test
    void batchesComeBackEqual() {
        PartitionTask.Made<SampledGroup, RolloutTimes> batch = batch();
        assertThat(throughKryo(batch)).usingRecursiveComparison().isEqualTo(batch);
        Object back = KryoBytes.unpack(KryoBytes.pack(batch));
        assertThat(back).usingRecursiveComparison().isEqualTo(batch);
    }

    @Test
    void ordersComeBackEqual() {
        RolloutOrder order = new RolloutOrder(problem(), 4, 5, 1.25f, 2);
        assertThat(throughKryo(order)).isEqualTo(order);
    }

    /** Lists of lists, as scores of groups are, and what a session's own serializer would refuse. */
    @Test
    void listsOfListsComeBackEqual() {
        List<List<Score>> scores =
                List.of(List.of(new Score(new float[] {-1}, new float[] {0.5f}, new float[0])), List.of());
        Object back = KryoBytes.unpack(KryoBytes.pack(scores));
        assertThat(back).usingRecursiveComparison().isEqualTo(scores);
    }

    private static Problem problem() {
        return new Problem("id", "1+1?", "2", null, "sums", null, null);
    }

    /** With the immutable lists that {@code List.of} makes, an absent answer and empty arrays. */
    private static PartitionTask.Made<SampledGroup, RolloutTimes> batch() {
        Verdict verdict = new Verdict(0, false, null, -1, Verdict.Reason.NO_ANSWER);
        Rollout rollout = new Rollout(
                new Draw("id", 1, 2, 1, 0.5f),
                Response.written(
                        new int[] {7, 8},
                        new float[] {-0.5f, Float.NEGATIVE_INFINITY},
                        new float[] {0.25f, 0},
                        "ab",
                        true),
                verdict,
                Step.attributed(
                        Step.cut(new int[] {2}, new float[] {0.25f, 0}),
                        Estimator.GOLD_PROBE,
                        Measure.LOG_PROB,
                        new double[0]));
        SampledGroup group = new SampledGroup(new int[] {1}, List.of(rollout));
        return new PartitionTask.Made<>(List.of(group), new RolloutTimes(1, 2, 3, 4, 5, 6, 7, 8));
    }

    private Object throughKryo(Object value) {
        Output output = new Output(1024, -1);
        kryo.writeClassAndObject(output, value);
        return kryo.readClassAndObject(new Input(output.toBytes()));
    }
}
