package org.acpo.common.segment;

import java.io.Serializable;

/** Cuts a response into steps (method.md section 2). Pure, serializable, runs on executors. */
public interface Segmenter extends Serializable {

    /** K exclusive end offsets, ascending, the last one T: the segments partition [0, T). Empty only when T = 0. */
    int[] segmentEnds(SegmentInput response);
}
