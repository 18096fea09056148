package org.acpo.executors.task;

import com.esotericsoftware.kryo.Kryo;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Attribution;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Span;
import org.acpo.common.rollout.Step;
import org.acpo.common.verify.Verdict;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.ScoreGroup;
import org.acpo.executors.engine.TrainGroup;
import org.acpo.executors.engine.TrainSequence;
import org.acpo.executors.rollout.GivenResponse;
import org.acpo.executors.rollout.RolloutOrder;
import org.acpo.executors.rollout.RolloutTimes;
import org.acpo.executors.rollout.SampledGroup;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Registers everything that travels between driver and executors: with Spark's own Kryo, for {@code spark.kryo.registrationRequired},
 * and with that of {@link KryoBytes}.
 */
public final class KryoClasses implements KryoRegistrator {
    private static final List<Class<? extends Record>> RECORDS = List.of(
            Problem.class,
            Verdict.class,
            Draw.class,
            Span.Written.class,
            Span.Given.class,
            Response.class,
            Attribution.class,
            Step.class,
            Rollout.class,
            RolloutOrder.class,
            SampledGroup.class,
            RolloutTimes.class,
            GivenResponse.class,
            ScoreGroup.class,
            Score.class,
            TrainGroup.class,
            TrainSequence.class,
            PartitionTask.Made.class);

    @Override
    public void registerClasses(Kryo kryo) {
        for (Class<? extends Record> type : RECORDS) {
            kryo.register(type, new RecordSerializer(type));
        }
        for (Class<?> plain : List.of(
                Verdict.Reason.class,
                Attribution.Estimator.class,
                Attribution.Measure.class,
                ArrayList.class,
                byte[].class,
                byte[][].class,
                int[].class,
                float[].class,
                double[].class,
                Object[].class)) {
            kryo.register(plain);
        }
    }
}
