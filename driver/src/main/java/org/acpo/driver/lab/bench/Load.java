package org.acpo.driver.lab.bench;

import org.acpo.common.UserException;

/**
 * What is timed.
 *
 * @param prompts B, different prompts
 * @param group G, responses to each
 * @param promptTokens P, tokens of a prompt
 * @param newTokens N, tokens of a response, or of the longest one
 * @param lengths whether all responses have N tokens or from {@value #SHORTEST} to N
 * @param segments K, steps of a response that is attributed
 * @param threads processor threads
 * @param runs timed runs to keep
 * @param others share of the processors that other processes may use during a run that is kept
 */
public record Load(
        int prompts,
        int group,
        int promptTokens,
        int newTokens,
        Lengths lengths,
        int segments,
        int threads,
        int runs,
        double others) {
    /** Tokens of the shortest response under {@link Lengths#SPREAD}. */
    static final int SHORTEST = 16;

    /** How long responses are. */
    public enum Lengths {
        EQUAL,
        SPREAD
    }

    public Load {
        require("--prompts", prompts);
        require("--group", group);
        require("--prompt-tokens", promptTokens);
        require("--new-tokens", newTokens);
        require("--segments", segments);
        require("--threads", threads);
        require("--runs", runs);
        if (!(others >= 0 && others <= 1)) {
            throw new UserException("--others is " + others + ", but it must be a share from 0 to 1");
        }
        if (lengths == Lengths.SPREAD && newTokens <= SHORTEST) {
            throw new UserException("--new-tokens is " + newTokens + ", but --lengths spread begins at " + SHORTEST
                    + " tokens; ask for more");
        }
    }

    private static void require(String option, int value) {
        if (value < 1) {
            throw new UserException(option + " is " + value + ", but it must be at least 1");
        }
    }

    /** @throws UserException when a prompt and its longest response do not fit into a model's {@code context} */
    void requireRoom(int context) {
        if (promptTokens + newTokens > context) {
            throw new UserException("--prompt-tokens " + promptTokens + " and --new-tokens " + newTokens
                    + " are more than the model's context of " + context + " tokens; lower one of them");
        }
    }

    /** B · G. */
    int responses() {
        return Math.multiplyExact(prompts, group);
    }

    /** Tokens of response {@code i}; spread evenly, in an order that puts long ones beside short ones. */
    int length(int i) {
        if (lengths == Lengths.EQUAL) {
            return newTokens;
        }
        // the golden ratio's multiples are spread evenly over (0, 1) whatever their number
        double share = (i + 0.5) * 0.6180339887498949 % 1;
        return SHORTEST + (int) (share * (newTokens - SHORTEST + 1));
    }
}
