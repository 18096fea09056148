package org.acpo.driver.lab.credit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acpo.common.advantage.AdvantageConfig;
import org.acpo.common.advantage.FirstFall;
import org.acpo.common.advantage.GroupAdvantages;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.attribution.StepAttribution;
import org.acpo.common.lab.CreditScore;
import org.acpo.common.lab.RankCorrelation;
import org.acpo.common.lab.StepTruth;
import org.acpo.common.problem.Problem;
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
     * @param groups with worked solutions; their rollouts' {@code answerLogProbs} hold the credit to judge, and {@code
     *     stepValues} V_0 … V_K of the same steps
     */
    Map<String, Object> of(List<RolloutGroup> groups) {
        Reliability pooled = new Reliability(true, 0, new double[1], new int[1]);
        Reliability measured = pooled.update(GroupAdvantages.observations(groups, config, pooled));
        double fallLimit = FirstFall.limit(groups, config);
        CreditScore score = new CreditScore();
        List<Double> credits = new ArrayList<>();
        List<Double> changes = new ArrayList<>();
        for (RolloutGroup group : groups) {
            GroupAdvantages advantages = GroupAdvantages.estimate(group, config, measured, fallLimit);
            for (int i = 0; i < group.rollouts().size(); i++) {
                Rollout rollout = group.rollouts().get(i);
                double[] deltas = advantages.attributions()[i];
                score.add(
                        truth(group.problem(), rollout),
                        tokenizer.pieces(rollout.tokens()),
                        rollout.segmentEnds(),
                        deltas,
                        advantages.stepClasses()[i]);
                double[] change = StepAttribution.deltas(rollout.stepValues());
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
        return StepTruth.of(Generators.judge(problem).orElseThrow(), rollout.text());
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
