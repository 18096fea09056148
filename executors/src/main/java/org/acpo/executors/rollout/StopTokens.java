package org.acpo.executors.rollout;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.acpo.common.UserException;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.tokenizer.Tokenizer;

/** The tokens that end a response. */
public final class StopTokens {
    private StopTokens() {}

    /**
     * The end-of-text tokens that the model's and the tokenizer's files name, and those of {@code rollout.stop}.
     *
     * @param stop strings that are one token each
     * @throws UserException when one is not
     */
    public static int[] of(ModelSpec spec, Tokenizer tokenizer, List<String> stop) {
        Set<Integer> tokens = new LinkedHashSet<>(endOfText(spec, tokenizer));
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

    /** Every token that generation_config.json, config.json or the tokenizer's files name as the end, the model's first. */
    public static List<Integer> endOfText(ModelSpec spec, Tokenizer tokenizer) {
        Set<Integer> tokens = new LinkedHashSet<>(spec.eosTokenIds());
        Integer named = tokenizer.namedToken("eos_token");
        if (named != null) {
            tokens.add(named);
        }
        return List.copyOf(tokens);
    }
}
