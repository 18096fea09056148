package org.acpo.driver.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/**
 * How completions are sampled and where they go. On the trainer they hold for the model that it fits; seed, length limit
 * and temperature are those of training too.
 *
 * @param <T> the class itself
 */
public interface HasSampling<T> extends HasColumns<T> {
    /** The params themselves. */
    record SamplingParams(
            Param<String> logProbCol,
            Param<String> entropyCol,
            IntParam samples,
            IntParam maxNewTokens,
            DoubleParam temperature,
            LongParam seed)
            implements Serializable {
        static SamplingParams of(Params owner) {
            return new SamplingParams(
                    new Param<>(
                            owner,
                            "logProbCol",
                            "column with the log-probability of the completion under the policy at its temperature, the"
                                    + " sum over its tokens"),
                    new Param<>(
                            owner,
                            "entropyCol",
                            "column with the mean entropy in nats of the policy over the completion's tokens"),
                    new IntParam(
                            owner,
                            "samples",
                            "completions per problem; with more than one the columns hold arrays (>= 1)",
                            ParamValidators.gtEq(1)),
                    new IntParam(
                            owner,
                            "maxNewTokens",
                            "most tokens of a completion (rollout.max_new_tokens; >= 1)",
                            ParamValidators.gtEq(1)),
                    new DoubleParam(
                            owner,
                            "temperature",
                            "sampling temperature (rollout.temperature; a model takes 0 too, the most probable token"
                                    + " each time)",
                            ParamValidators.gtEq(0)),
                    new LongParam(owner, "seed", "all random numbers are a function of it (seed)"));
        }
    }

    /** Where the class keeps these params. */
    SamplingParams samplingParams();

    default Param<String> logProbCol() {
        return samplingParams().logProbCol();
    }

    default Param<String> entropyCol() {
        return samplingParams().entropyCol();
    }

    default IntParam samples() {
        return samplingParams().samples();
    }

    default IntParam maxNewTokens() {
        return samplingParams().maxNewTokens();
    }

    default DoubleParam temperature() {
        return samplingParams().temperature();
    }

    default LongParam seed() {
        return samplingParams().seed();
    }

    default String getLogProbCol() {
        return getOrDefault(logProbCol());
    }

    default T setLogProbCol(String column) {
        return with(logProbCol(), column);
    }

    default String getEntropyCol() {
        return getOrDefault(entropyCol());
    }

    default T setEntropyCol(String column) {
        return with(entropyCol(), column);
    }

    default int getSamples() {
        return (int) getOrDefault(samples());
    }

    default T setSamples(int samples) {
        return with(samples(), samples);
    }

    default int getMaxNewTokens() {
        return (int) getOrDefault(maxNewTokens());
    }

    default T setMaxNewTokens(int tokens) {
        return with(maxNewTokens(), tokens);
    }

    default double getTemperature() {
        return (double) getOrDefault(temperature());
    }

    default T setTemperature(double temperature) {
        return with(temperature(), temperature);
    }

    default long getSeed() {
        return (long) getOrDefault(seed());
    }

    default T setSeed(long seed) {
        return with(seed(), seed);
    }
}
