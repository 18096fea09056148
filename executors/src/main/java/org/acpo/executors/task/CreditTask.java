package org.acpo.executors.task;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.acpo.executors.replica.Replicas;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Credits the steps of a partition of given responses, as one {@link CreditedBatch}. Runs on executors; holds nothing but
 * its spec.
 */
public record CreditTask(RolloutSpec spec) implements FlatMapFunction<Iterator<GivenResponse>, CreditedBatch> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<CreditedBatch> call(Iterator<GivenResponse> responses) {
        List<GivenResponse> partition = new ArrayList<>();
        responses.forEachRemaining(partition::add);
        if (partition.isEmpty()) {
            return List.<CreditedBatch>of().iterator();
        }
        CreditedBatch batch =
                Replicas.with(spec.replica(), policy -> new GivenCrediting(spec, policy).credit(partition));
        return List.of(batch).iterator();
    }
}
