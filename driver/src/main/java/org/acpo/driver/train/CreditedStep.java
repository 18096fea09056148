package org.acpo.driver.train;

import java.util.ArrayList;
import java.util.List;
import org.acpo.common.advantage.AdvantageConfig;
import org.acpo.common.advantage.EstimatorBlend;
import org.acpo.common.advantage.FirstFall;
import org.acpo.common.advantage.GroupAdvantages;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.rollout.RolloutGroup;

/**
 * A step's groups with their factorized advantages (method.md sections 3 and 4), in the same order.
 *
 * @param reliability as it is after it saw this step
 */
public record CreditedStep(List<RolloutGroup> groups, List<GroupAdvantages> advantages, Reliability reliability) {

    /** Blends estimators where there are two, measures reliability on the step, then estimates its advantages under it. */
    public static CreditedStep of(List<RolloutGroup> sampled, AdvantageConfig config, Reliability before) {
        List<RolloutGroup> groups = EstimatorBlend.of(sampled, config, before);
        Reliability reliability = before.update(GroupAdvantages.observations(groups, config, before));
        double fallLimit = FirstFall.limit(groups, config);
        List<GroupAdvantages> advantages = new ArrayList<>();
        for (RolloutGroup group : groups) {
            advantages.add(GroupAdvantages.estimate(group, config, reliability, fallLimit));
        }
        return new CreditedStep(groups, advantages, reliability);
    }
}
