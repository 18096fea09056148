package org.acpo.common.advantage;

import java.io.Serializable;

/** How the rewards of a group become outcome advantages A_i (method.md section 1): one file a rule, {@link OutcomeAdvantages} finds it. */
@FunctionalInterface
public interface OutcomeAdvantage extends Serializable {
    /**
     * A_i of each rollout of one group.
     *
     * @param rewards of at least two rollouts, not all equal
     */
    double[] of(double[] rewards);
}
