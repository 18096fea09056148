package org.acpo.common.rollout;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.acpo.common.rollout.Span.Written;

/**
 * What followed a prompt: spans that the policy wrote and spans that it was given, in their order. Today every response is one
 * written span. T is the number of tokens of all spans.
 *
 * @param text the tokens, decoded without special tokens
 * @param truncated whether a length limit ended it and not a stop token
 */
public record Response(List<Span> spans, String text, boolean truncated) implements Serializable {

    /** A response of one turn: the policy wrote all of it. */
    public static Response written(int[] tokens, float[] logProbs, float[] entropies, String text, boolean truncated) {
        return new Response(List.of(new Written(tokens, logProbs, entropies)), text, truncated);
    }

    /** T. */
    public int length() {
        int length = 0;
        for (Span span : spans) {
            length += span.tokens().length;
        }
        return length;
    }

    /** T token ids, the stop token included if one ended the response. Not to be changed. */
    public int[] tokens() {
        if (spans.size() == 1) {
            return spans.get(0).tokens();
        }
        int[] all = new int[length()];
        int next = 0;
        for (Span span : spans) {
            System.arraycopy(span.tokens(), 0, all, next, span.tokens().length);
            next += span.tokens().length;
        }
        return all;
    }

    /** T behaviour log-probabilities under the tempered distribution; 0 for given tokens. Not to be changed. */
    public float[] logProbs() {
        return values(Written::logProbs);
    }

    /** T entropies in nats at τ = 1 (method.md section 2); 0 for given tokens. Not to be changed. */
    public float[] entropies() {
        return values(Written::entropies);
    }

    private float[] values(Function<Written, float[]> of) {
        if (spans.size() == 1 && spans.get(0) instanceof Written written) {
            return of.apply(written);
        }
        float[] all = new float[length()];
        int next = 0;
        for (Span span : spans) {
            if (span instanceof Written written) {
                System.arraycopy(of.apply(written), 0, all, next, span.tokens().length);
            }
            next += span.tokens().length;
        }
        return all;
    }
}
