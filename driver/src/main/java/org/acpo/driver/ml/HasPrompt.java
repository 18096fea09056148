package org.acpo.driver.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * How a model is prompted and computed; a fitted model has them from the configuration that it was trained with.
 *
 * @param <T> the class itself
 */
public interface HasPrompt<T> extends Fluent<T> {
    /** The params themselves. */
    record PromptParams(
            Param<String> promptKind,
            Param<String> promptTemplate,
            Param<String> systemPrompt,
            StringArrayParam stop,
            DoubleParam topP,
            IntParam topK,
            Param<String> dtype,
            IntParam slots)
            implements Serializable {
        static PromptParams of(Params owner) {
            return new PromptParams(
                    new Param<>(
                            owner,
                            "promptKind",
                            "plain for the template alone, chat for the model's chat template around it (prompt.kind)",
                            ParamValidators.inArray(new String[] {"plain", "chat"})),
                    new Param<>(owner, "promptTemplate", "text that contains {problem} (prompt.template)"),
                    new Param<>(owner, "systemPrompt", "system turn of a chat (prompt.system)"),
                    new StringArrayParam(
                            owner, "stop", "further stop strings, each one token of the model (rollout.stop)"),
                    new DoubleParam(
                            owner,
                            "topP",
                            "draws from the most probable tokens that make up this share (evaluation.top_p; > 0, <= 1)",
                            ParamValidators.inRange(0, 1, false, true)),
                    new IntParam(
                            owner,
                            "topK",
                            "draws from this many of the most probable tokens, 0 from all (evaluation.top_k; >= 0)",
                            ParamValidators.gtEq(0)),
                    new Param<>(
                            owner,
                            "dtype",
                            "float32 or bfloat16: number format of the matrix work (model.dtype)",
                            ParamValidators.inArray(new String[] {"float32", "bfloat16"})),
                    new IntParam(
                            owner,
                            "slots",
                            "completions sampled side by side in a task (rollout.slots; >= 1)",
                            ParamValidators.gtEq(1)));
        }
    }

    /** Where the class keeps these params. */
    PromptParams promptParams();

    default Param<String> promptKind() {
        return promptParams().promptKind();
    }

    default Param<String> promptTemplate() {
        return promptParams().promptTemplate();
    }

    default Param<String> systemPrompt() {
        return promptParams().systemPrompt();
    }

    default StringArrayParam stop() {
        return promptParams().stop();
    }

    default DoubleParam topP() {
        return promptParams().topP();
    }

    default IntParam topK() {
        return promptParams().topK();
    }

    default Param<String> dtype() {
        return promptParams().dtype();
    }

    default IntParam slots() {
        return promptParams().slots();
    }

    default String getPromptKind() {
        return getOrDefault(promptKind());
    }

    default T setPromptKind(String kind) {
        return with(promptKind(), kind);
    }

    default String getPromptTemplate() {
        return getOrDefault(promptTemplate());
    }

    default T setPromptTemplate(String template) {
        return with(promptTemplate(), template);
    }

    default String getSystemPrompt() {
        return getOrDefault(systemPrompt());
    }

    default T setSystemPrompt(String text) {
        return with(systemPrompt(), text);
    }

    default String[] getStop() {
        return getOrDefault(stop());
    }

    default T setStop(String... texts) {
        return with(stop(), texts);
    }

    default double getTopP() {
        return (double) getOrDefault(topP());
    }

    default T setTopP(double share) {
        return with(topP(), share);
    }

    default int getTopK() {
        return (int) getOrDefault(topK());
    }

    default T setTopK(int tokens) {
        return with(topK(), tokens);
    }

    default String getDtype() {
        return getOrDefault(dtype());
    }

    default T setDtype(String format) {
        return with(dtype(), format);
    }

    default int getSlots() {
        return (int) getOrDefault(slots());
    }

    default T setSlots(int slots) {
        return with(slots(), slots);
    }
}
