package org.acpo.executors.task;

import com.esotericsoftware.kryo.Kryo;
import java.util.ArrayList;
import java.util.List;
import org.acpo.common.problem.Problem;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.verify.Verdict;
import org.apache.spark.serializer.KryoRegistrator;

/** Registers everything that travels between driver and executors, for {@code spark.kryo.registrationRequired}. */
public final class KryoClasses implements KryoRegistrator {
    private static final List<Class<? extends Record>> RECORDS = List.of(
            Problem.class,
            Verdict.class,
            Rollout.class,
            RolloutOrder.class,
            OrderedGroup.class,
            RolloutTimes.class,
            RolloutBatch.class,
            TokenSequence.class,
            SequenceScore.class,
            GivenResponse.class,
            CreditedResponse.class,
            CreditedBatch.class);

    @Override
    public void registerClasses(Kryo kryo) {
        for (Class<? extends Record> type : RECORDS) {
            kryo.register(type, new RecordSerializer(type));
        }
        kryo.register(Verdict.Reason.class);
        kryo.register(ArrayList.class);
        for (Class<?> array : List.of(
                int[].class,
                float[].class,
                double[].class,
                Object[].class,
                RolloutOrder[].class,
                RolloutBatch[].class,
                TokenSequence[].class,
                SequenceScore[].class,
                GivenResponse[].class,
                CreditedBatch[].class)) {
            kryo.register(array);
        }
    }
}
