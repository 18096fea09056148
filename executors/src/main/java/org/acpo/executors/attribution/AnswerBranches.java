package org.acpo.executors.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.executors.engine.PackedBatch.Branch;

/**
 * The branches that ask for answers after a prefix. The first branch is the probe followed by the first target. Each further target is
 * a branch of its own from the end of the probe. The last token of a target predicts nothing that is needed and is left out. If the
 * last token of the prefix has no row to predict from, or cannot be seen, it is repeated before the probe.
 */
final class AnswerBranches {
    private AnswerBranches() {}

    /**
     * One branch per target for every k in [from, to).
     *
     * @param held how many tokens of prompt and response, from the first on, branches can see
     */
    static List<Branch> of(ProbeRequest request, int from, int to, int held) {
        List<Branch> branches = new ArrayList<>();
        for (int k = from; k < to; k++) {
            int[] asked = asked(request, k, held);
            int prefix = prefix(request, k) - lead(request, k, held);
            int first = branches.size();
            for (int i = 0; i < request.targets().length; i++) {
                int[] target = request.targets()[i];
                int[] inner = Arrays.copyOf(target, target.length - 1);
                branches.add(
                        i == 0
                                ? new Branch(joined(asked, inner), prefix, prefix, -1, 0)
                                : new Branch(inner, prefix + asked.length, prefix, first, asked.length));
            }
        }
        return branches;
    }

    /** How many tokens the first branch of k has before its target. */
    static int askedTokens(ProbeRequest request, int k, int held) {
        return lead(request, k, held) + request.probeTokens().length;
    }

    private static int[] asked(ProbeRequest request, int k, int held) {
        if (lead(request, k, held) == 0) {
            return request.probeTokens();
        }
        int end = request.prefixEnd(k);
        int last = end == 0
                ? request.promptTokens()[request.promptTokens().length - 1]
                : request.responseTokens()[end - 1];
        return joined(new int[] {last}, request.probeTokens());
    }

    private static int lead(ProbeRequest request, int k, int held) {
        return request.probeTokens().length == 0 || prefix(request, k) > held ? 1 : 0;
    }

    private static int prefix(ProbeRequest request, int k) {
        return request.promptTokens().length + request.prefixEnd(k);
    }

    private static int[] joined(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
