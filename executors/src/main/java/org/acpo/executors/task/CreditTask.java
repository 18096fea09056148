package org.acpo.executors.task;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.acpo.executors.replica.Replicas;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Credits the steps of a partition of given responses. Runs on executors; holds nothing but its spec. */
public record CreditTask(RolloutSpec spec) implements FlatMapFunction<Iterator<GivenResponse>, CreditedResponse> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<CreditedResponse> call(Iterator<GivenResponse> responses) {
        List<GivenResponse> partition = new ArrayList<>();
        responses.forEachRemaining(partition::add);
        return partition.isEmpty()
                ? List.<CreditedResponse>of().iterator()
                : Replicas.with(spec.replica(), policy -> new GivenCrediting(spec, policy).credit(partition))
                        .iterator();
    }
}
