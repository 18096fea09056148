package org.acpo.driver.inference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.acpo.common.problem.FieldMapping;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.spark.Problems;
import org.acpo.executors.rollout.StopTokens;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.acpo.executors.tokenizer.Tokenizer;
import org.apache.spark.sql.SparkSession;

/**
 * A prompt as the model sees it: the text after templates, and the tokens with those that the tokenizer itself adds.
 *
 * @param pieces text of each token alone
 * @param special which of the tokens are marked special
 * @param stopIds tokens that will end a response
 */
public record PromptView(
        String id, String text, int[] ids, List<String> pieces, List<Boolean> special, List<Integer> stopIds) {

    /** Of the first problem of {@code data.eval}. Nothing is sampled. */
    public static PromptView ofFirst(SparkSession spark, TrainConfig config) {
        FieldMapping mapping = FieldMapping.answersOptional(config.data().eval());
        return of(
                spark,
                config,
                Problems.load(spark, config.data().eval(), mapping).get(0));
    }

    /** Of a problem's text. */
    public static PromptView of(SparkSession spark, TrainConfig config, String problem) {
        return of(spark, config, new Problem("prompt", problem, Problem.NO_ANSWER, null, null, null, null));
    }

    private static PromptView of(SparkSession spark, TrainConfig config, Problem problem) {
        Model model = Model.of(config.model(), spark.sessionState().newHadoopConf());
        Tokenizer tokenizer = model.tokenizer();
        PromptEncoder encoder = new PromptEncoder(config.prompt(), tokenizer);
        String text = encoder.text(problem);
        int[] ids = encoder.encode(text);
        List<String> pieces = tokenizer.pieces(ids);
        Set<String> special = tokenizer.specialTokens().keySet();
        int[] stops = StopTokens.of(model.spec(), tokenizer, config.rollout().stop());
        return new PromptView(
                problem.id(),
                text,
                ids,
                pieces,
                pieces.stream().map(special::contains).toList(),
                Arrays.stream(stops).boxed().toList());
    }

    /** For people: the text, then a line for each token; a special one has a star, white space shows as escapes. */
    public String lines() {
        StringBuilder out = new StringBuilder(text).append("\n\n");
        for (int i = 0; i < ids.length; i++) {
            String piece = pieces.get(i)
                    .replace("\\", "\\\\")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r")
                    .replace("\t", "\\t");
            out.append("%8d %s '%s'%n".formatted(ids[i], special.get(i) ? "*" : " ", piece));
        }
        return out.append(ids.length)
                .append(" tokens; * is a special one; a response ends with one of ")
                .append(stopIds)
                .toString();
    }

    /** For programs. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("prompt", text);
        fields.put("token_ids", ids);
        fields.put("tokens", ids.length);
        fields.put("stop_ids", stopIds);
        return fields;
    }
}
