package org.acpo.executors.sampling;

/** Is told of tokens as they are drawn, on the thread that draws them. */
@FunctionalInterface
public interface TokenListener {
    /** @param entropy in nats at τ = 1, of the distribution that the token was drawn from */
    void drawn(int token, float entropy);
}
