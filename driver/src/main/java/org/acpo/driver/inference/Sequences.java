package org.acpo.driver.inference;

import java.util.Arrays;
import org.acpo.common.problem.PromptConfig;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.acpo.executors.tokenizer.Tokenizer;

/**
 * The tokens that a line names, checked against the model. A response may stand there as text, as {@code token_ids}, or as
 * both; then the tokens count, which are what was sampled, while a text lacks special tokens.
 */
record Sequences(ModelSpec spec, PromptConfig prompt, Tokenizer tokenizer) {
    private static final String TOKEN_IDS = "token_ids";

    /** Tokens of the field {@code prompt}, which is the finished text. */
    int[] prompt(Fields fields) {
        int[] tokens = new PromptEncoder(prompt, tokenizer).encode(fields.text("prompt"));
        if (tokens.length == 0) {
            throw fields.error("field 'prompt' is empty; it needs at least one token");
        }
        return tokens;
    }

    /** Tokens of the field {@code token_ids}, or, if there is none, of {@code response}. */
    int[] response(Fields fields) {
        int[] given = fields.ints(TOKEN_IDS);
        if (given == null) {
            return tokenizer.encode(fields.text("response"));
        }
        for (int i = 0; i < given.length; i++) {
            if (given[i] < 0 || given[i] >= spec.vocabSize()) {
                throw fields.error(id(fields) + "token " + i + " is " + given[i]
                        + ", but the model's vocabulary has the" + " ids 0 to " + (spec.vocabSize() - 1));
            }
        }
        return given;
    }

    /** Prompt and response, where there is a prompt. */
    int[] whole(Fields fields) {
        if (!fields.has("prompt") && !fields.has("response") && !fields.has(TOKEN_IDS)) {
            throw fields.error("the line has neither token_ids nor prompt and response; it has the fields "
                    + fields.line().fields().keySet());
        }
        int[] before = fields.has("prompt") || !fields.has(TOKEN_IDS) ? prompt(fields) : new int[0];
        int[] response = response(fields);
        int[] whole = Arrays.copyOf(before, before.length + response.length);
        System.arraycopy(response, 0, whole, before.length, response.length);
        checkLength(fields, whole.length);
        return whole;
    }

    /** Refuses a sequence that does not fit the model's context. */
    void checkLength(Fields fields, int length) {
        if (length == 0) {
            throw fields.error(id(fields) + "there are no tokens");
        }
        if (length > spec.maxPositions()) {
            throw fields.error(id(fields) + "the sequence has " + length + " tokens, but the model's context has "
                    + spec.maxPositions() + "; shorten it or leave it out");
        }
    }

    private static String id(Fields fields) {
        return "id '" + fields.id() + "': ";
    }
}
