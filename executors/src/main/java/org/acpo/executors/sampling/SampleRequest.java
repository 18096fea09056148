package org.acpo.executors.sampling;

/**
 * Responses wanted to one prompt: a group.
 *
 * @param problemId goes into the random numbers and the messages
 * @param promptTokens at least one token
 * @param rolloutIndices one response for each; the index goes into the random numbers
 * @param temperature τ of method.md; 0 takes the most probable token each time
 */
public record SampleRequest(String problemId, int[] promptTokens, int[] rolloutIndices, float temperature) {
    public SampleRequest {
        if (!(temperature >= 0)) {
            throw new IllegalArgumentException("temperature " + temperature + " is below 0");
        }
    }
}
