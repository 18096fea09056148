package org.acpo.driver.lab.credit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.advantage.AdvantageConfig;
import org.acpo.common.advantage.AttributedBatch;
import org.acpo.common.advantage.AttributedGroup;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.lab.CreditScore;
import org.acpo.common.lab.RankCorrelation;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.StepTruth;
import org.acpo.common.problem.generate.Generators;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.executors.tokenizer.Tokenizer;

/** How good the credit of a batch of rollouts is. */
final class CreditMeasures {
    private final AdvantageConfig config;
    private final Tokenizer tokenizer;

    CreditMeasures(AdvantageConfig config, Tokenizer tokenizer) {
        this.config = config;
        this.tokenizer = tokenizer;
    }

    /**
     * The numbers of a row, by name; NaN where one is not defined.
     *
     * @param groups with worked solutions, whose steps are attributed
     * @param truth for each rollout, group by group, the changes in success probability of the same steps
     */
    Map<String, Object> of(List<RolloutGroup> groups, List<double[]> truth) {
        AttributedBatch batch = AttributedBatch.of(groups, config, new Reliability(true, 0, new double[1], new int[1]));
        Reliability measured = batch.reliability();
        CreditScore score = new CreditScore();
        List<Double> credits = new ArrayList<>();
        List<Double> changes = new ArrayList<>();
        int next = 0;
        for (AttributedGroup group : batch.groups()) {
            for (int i = 0; i < group.size(); i++) {
                Rollout rollout = group.group().rollouts().get(i);
                double[] deltas = group.deltas()[i];
                score.add(
                        truth(group.group().problem(), rollout),
                        tokenizer.pieces(rollout.tokens()),
                        rollout.stepEnds(),
                        deltas,
                        group.classes(i));
                double[] change = truth.get(next++);
                for (int k = 0; k < deltas.length; k++) {
                    credits.add(deltas[k]);
                    changes.add(change[k]);
                }
            }
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("steps", credits.size());
        row.put("first_error_auc", score.firstErrorAuc());
        row.put("helpful_precision", score.helpfulPrecision());
        row.put("harmful_precision", score.harmfulPrecision());
        row.put("boundary_precision", score.boundaryPrecision());
        row.put("boundary_recall", score.boundaryRecall());
        row.put("rank_correlation", RankCorrelation.of(array(credits), array(changes)));
        row.put("reliability", measured.batches()[0] == 0 ? Double.NaN : measured.correlations()[0]);
        return row;
    }

    static StepTruth truth(Problem problem, Rollout rollout) {
        return StepTruth.of(
                Generators.judge(problem).orElseThrow(), rollout.response().text());
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
