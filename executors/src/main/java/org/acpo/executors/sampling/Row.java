package org.acpo.executors.sampling;

import java.util.Arrays;

/** A response in the making. */
final class Row {
    private final SampleRequest request;
    private final int requestIndex;
    private final int place;
    private final int rolloutIndex;
    private final int limit;
    private int[] tokens = new int[64];
    private final float[][] numbers;
    private int length;
    private boolean stopped;

    /**
     * @param requestIndex place of the request among those sampled together
     * @param place of the response among all that are sampled
     * @param limit most tokens the response may have, at least 1
     */
    Row(SampleRequest request, int requestIndex, int place, int rolloutIndex, int limit) {
        this.request = request;
        this.requestIndex = requestIndex;
        this.place = place;
        this.rolloutIndex = rolloutIndex;
        this.limit = limit;
        this.numbers = new float[3][tokens.length];
    }

    SampleRequest request() {
        return request;
    }

    int requestIndex() {
        return requestIndex;
    }

    int place() {
        return place;
    }

    /** The token that is to be computed next: the prompt's last or the response's last. */
    int lastToken() {
        return length == 0 ? request.promptTokens()[request.promptTokens().length - 1] : tokens[length - 1];
    }

    /** Position of {@link #lastToken}; the cache holds all before it. */
    int position() {
        return request.promptTokens().length - 1 + length;
    }

    int room() {
        return limit - length;
    }

    boolean done() {
        return stopped || length == limit;
    }

    float uniform(Uniforms uniforms, int ahead) {
        return uniforms.at(request.problemId(), rolloutIndex, length + ahead);
    }

    void append(int token, boolean stop, float logProb, float entropy, float probeLogProb) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * length);
            Arrays.setAll(numbers, i -> Arrays.copyOf(numbers[i], 2 * length));
        }
        tokens[length] = token;
        numbers[0][length] = logProb;
        numbers[1][length] = entropy;
        numbers[2][length] = probeLogProb;
        length++;
        stopped = stop;
    }

    SampledResponse response(boolean probed) {
        return new SampledResponse(
                request.problemId(),
                rolloutIndex,
                request.temperature(),
                Arrays.copyOf(tokens, length),
                Arrays.copyOf(numbers[0], length),
                Arrays.copyOf(numbers[1], length),
                Arrays.copyOf(numbers[2], probed ? length : 0),
                !stopped);
    }
}
