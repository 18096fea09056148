package org.acpo.executors.rollout;

import java.util.ArrayList;
import java.util.List;
import org.acpo.common.UserException;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.tokenizer.Tokenizer;

/** The tokens that end a response. */
public final class StopTokens {
    private StopTokens() {}

    /**
     * The model's end-of-text tokens and those of {@code rollout.stop}.
     *
     * @param stop strings that are one token each
     * @throws UserException when one is not
     */
    public static int[] of(ModelSpec spec, Tokenizer tokenizer, List<String> stop) {
        List<Integer> tokens = new ArrayList<>(spec.eosTokenIds());
        for (String text : stop) {
            int[] encoded = tokenizer.encode(text);
            if (encoded.length != 1) {
                throw new UserException("rollout.stop has '" + text + "', which is " + encoded.length
                        + " tokens for this model; give strings that are one token");
            }
            tokens.add(encoded[0]);
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }
}
