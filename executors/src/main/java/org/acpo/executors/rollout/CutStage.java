package org.acpo.executors.rollout;

import java.util.List;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.Step;
import org.acpo.common.segment.SegmentInput;
import org.acpo.common.segment.Segmenter;
import org.acpo.common.segment.Segmenters;
import org.acpo.executors.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/** Cuts a response into steps (method.md section 2). */
final class CutStage {
    private final @Nullable Segmenter segmenter;
    private final Tokenizer tokenizer;

    CutStage(RolloutSpec spec, Tokenizer tokenizer) {
        this.segmenter =
                spec.credit() == null ? null : Segmenters.of(spec.credit().segmentation());
        this.tokenizer = tokenizer;
    }

    /** The draft with its steps; one step where nothing will be credited. */
    RolloutDraft cut(RolloutDraft draft) {
        return at(ends(draft), draft);
    }

    /** The draft with steps that are known to end there. */
    static RolloutDraft at(int[] ends, RolloutDraft draft) {
        List<Step> steps = Step.cut(ends, draft.rollout().response().entropies());
        return draft.withSteps(steps);
    }

    private int[] ends(RolloutDraft draft) {
        Rollout rollout = draft.rollout();
        if (segmenter == null) {
            return rollout.length() == 0 ? new int[0] : new int[] {rollout.length()};
        }
        List<String> pieces = tokenizer.pieces(rollout.tokens());
        return segmenter.segmentEnds(new SegmentInput(rollout.response().entropies(), draft.probeLogProbs(), pieces));
    }
}
