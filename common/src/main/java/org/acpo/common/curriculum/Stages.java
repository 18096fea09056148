package org.acpo.common.curriculum;

import java.util.List;

/** The two stages of the curriculum (method.md section 5): 1 explores broadly, 2 converges. */
public final class Stages {
    private Stages() {}

    /**
     * The stage in {@code epoch} (from 0): 2 from {@code switch_epoch} on. With {@code switch_on_plateau} = n also once n
     * evaluations in a row did not rise above the best before them; the curriculum does not turn back when a later one does.
     *
     * @param heldOut held-out pass@1 of every evaluation so far, in order, the one before training first
     */
    public static int stage(CurriculumConfig config, int epoch, List<Double> heldOut) {
        return epoch >= config.switchEpoch() || hasPlateaued(config.switchOnPlateau(), heldOut) ? 2 : 1;
    }

    private static boolean hasPlateaued(int patience, List<Double> heldOut) {
        double best = Double.NEGATIVE_INFINITY;
        int withoutRise = 0;
        for (double passRate : heldOut) {
            withoutRise = passRate > best ? 0 : withoutRise + 1;
            best = Math.max(best, passRate);
            if (patience > 0 && withoutRise >= patience) {
                return true;
            }
        }
        return false;
    }
}
