package org.acpo.common.advantage;

import java.util.List;
import org.acpo.common.attribution.Reliability;

/**
 * A batch with the advantage of every step, ready for the update.
 *
 * @param reliability as it is after it saw this batch
 */
public record CreditedBatch(List<CreditedGroup> groups, Reliability reliability) {

    /** All rollouts, group by group. */
    public List<CreditedRollout> rollouts() {
        return groups.stream().flatMap(group -> group.rollouts().stream()).toList();
    }
}
