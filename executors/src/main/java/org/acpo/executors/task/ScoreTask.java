package org.acpo.executors.task;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.acpo.executors.engine.Score;
import org.acpo.executors.engine.Scorer;
import org.acpo.executors.replica.LoadedPolicy;
import org.acpo.executors.replica.ReplicaSpec;
import org.acpo.executors.replica.Replicas;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Scores a partition of sequences. Runs on executors; holds nothing but its two values. */
public record ScoreTask(ReplicaSpec replica, RolloutSpec.Memory memory)
        implements FlatMapFunction<Iterator<TokenSequence>, SequenceScore> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<SequenceScore> call(Iterator<TokenSequence> sequences) {
        List<TokenSequence> partition = new ArrayList<>();
        sequences.forEachRemaining(partition::add);
        return partition.isEmpty()
                ? List.<SequenceScore>of().iterator()
                : Replicas.with(replica, policy -> score(policy, partition)).iterator();
    }

    private List<SequenceScore> score(LoadedPolicy loaded, List<TokenSequence> partition) {
        Scorer scorer = new Scorer(loaded.policy(), memory.tokensPerPack(), memory.logitsMemoryMb());
        List<Score> scores =
                scorer.sequences(partition.stream().map(TokenSequence::tokens).toList(), 1);
        List<SequenceScore> results = new ArrayList<>();
        for (int i = 0; i < partition.size(); i++) {
            Score score = scores.get(i);
            results.add(new SequenceScore(partition.get(i).slot(), score.logProbs(), score.entropies()));
        }
        return results;
    }
}
