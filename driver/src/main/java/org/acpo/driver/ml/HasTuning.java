package org.acpo.driver.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/**
 * The knobs of training that are tuned most; each is short for the key of the configuration that its description names,
 * and without a value the recipe's counts. All other keys are reached by {@link HasRecipe#overrides}.
 *
 * @param <T> the class itself
 */
public interface HasTuning<T> extends Fluent<T> {
    /** The params themselves. */
    record TuningParams(
            Param<String> modelPath,
            IntParam epochs,
            IntParam stepsPerEpoch,
            IntParam promptsPerStep,
            IntParam samplesPerPrompt,
            DoubleParam learningRate,
            DoubleParam klCoefficient,
            DoubleParam stepWeight)
            implements Serializable {
        static TuningParams of(Params owner) {
            return new TuningParams(
                    new Param<>(
                            owner,
                            "modelPath",
                            "policy to start from: a Hugging Face folder that driver and executors reach, or"
                                    + " builtin:nano (model.path)"),
                    atLeastOne(owner, "epochs", "passes over the plan of problems (curriculum.epochs; >= 1)"),
                    new IntParam(
                            owner,
                            "stepsPerEpoch",
                            "training steps of an epoch, 0 for one pass over the problems (curriculum.steps_per_epoch;"
                                    + " >= 0)",
                            ParamValidators.gtEq(0)),
                    atLeastOne(owner, "promptsPerStep", "problems of a training step (rollout.prompts_per_step; >= 1)"),
                    atLeastOne(
                            owner,
                            "samplesPerPrompt",
                            "rollouts per problem, on average (rollout.samples_per_prompt; >= 1)"),
                    new DoubleParam(
                            owner,
                            "learningRate",
                            "peak learning rate of AdamW (optimizer.learning_rate; > 0)",
                            ParamValidators.gt(0)),
                    new DoubleParam(
                            owner,
                            "klCoefficient",
                            "weight of the KL penalty of stage 2 (update.kl.coefficient; >= 0)",
                            ParamValidators.gtEq(0)),
                    new DoubleParam(
                            owner,
                            "stepWeight",
                            "weight of step credit beside the outcome, 0 for none (advantage.step_weight; >= 0, at most 1"
                                    + " unless advantage.step_credit is additive)",
                            ParamValidators.gtEq(0)));
        }

        private static IntParam atLeastOne(Params owner, String name, String meaning) {
            return new IntParam(owner, name, meaning, ParamValidators.gtEq(1));
        }
    }

    /** Where the class keeps these params. */
    TuningParams tuningParams();

    default Param<String> modelPath() {
        return tuningParams().modelPath();
    }

    default IntParam epochs() {
        return tuningParams().epochs();
    }

    default IntParam stepsPerEpoch() {
        return tuningParams().stepsPerEpoch();
    }

    default IntParam promptsPerStep() {
        return tuningParams().promptsPerStep();
    }

    default IntParam samplesPerPrompt() {
        return tuningParams().samplesPerPrompt();
    }

    default DoubleParam learningRate() {
        return tuningParams().learningRate();
    }

    default DoubleParam klCoefficient() {
        return tuningParams().klCoefficient();
    }

    default DoubleParam stepWeight() {
        return tuningParams().stepWeight();
    }

    default String getModelPath() {
        return getOrDefault(modelPath());
    }

    default T setModelPath(String folder) {
        return with(modelPath(), folder);
    }

    default int getEpochs() {
        return (int) getOrDefault(epochs());
    }

    default T setEpochs(int epochs) {
        return with(epochs(), epochs);
    }

    default int getStepsPerEpoch() {
        return (int) getOrDefault(stepsPerEpoch());
    }

    default T setStepsPerEpoch(int steps) {
        return with(stepsPerEpoch(), steps);
    }

    default int getPromptsPerStep() {
        return (int) getOrDefault(promptsPerStep());
    }

    default T setPromptsPerStep(int prompts) {
        return with(promptsPerStep(), prompts);
    }

    default int getSamplesPerPrompt() {
        return (int) getOrDefault(samplesPerPrompt());
    }

    default T setSamplesPerPrompt(int samples) {
        return with(samplesPerPrompt(), samples);
    }

    default double getLearningRate() {
        return (double) getOrDefault(learningRate());
    }

    default T setLearningRate(double rate) {
        return with(learningRate(), rate);
    }

    default double getKlCoefficient() {
        return (double) getOrDefault(klCoefficient());
    }

    default T setKlCoefficient(double coefficient) {
        return with(klCoefficient(), coefficient);
    }

    default double getStepWeight() {
        return (double) getOrDefault(stepWeight());
    }

    default T setStepWeight(double weight) {
        return with(stepWeight(), weight);
    }
}
