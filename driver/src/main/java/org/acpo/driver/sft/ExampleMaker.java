package org.acpo.driver.sft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.recipe.SftConfig;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.acpo.executors.tokenizer.Tokenizer;

/**
 * Turns problems into examples: a worked solution, an abbreviated one, or a cut-off one with the probe and its answer. Only
 * in the last kind is the solution's text given and not learnt. A function of the seed, the epoch and the problem's number.
 */
final class ExampleMaker {
    private final SftConfig config;
    private final PromptEncoder prompts;
    private final int endOfText;

    /** @param endOfText token after every response */
    ExampleMaker(SftConfig config, PromptEncoder prompts, int endOfText) {
        this.config = config;
        this.prompts = prompts;
        this.endOfText = endOfText;
    }

    /** One example per problem, for a pass over the data. */
    List<Example> epoch(List<Problem> problems, int epoch) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < problems.size(); i++) {
            examples.add(example(problems.get(i), CounterRandom.stream(config.seed(), "sft/example", epoch, i)));
        }
        return examples;
    }

    private Example example(Problem problem, CounterRandom random) {
        SftConfig.Examples shares = config.examples();
        SolutionText solution = new SolutionText(solution(problem), problem.answer());
        int[] prompt = prompts.encode(problem);
        if (random.nextDouble() < shares.probe()) {
            String prefix = random.choose(solution.prefixes());
            int[] given = joined(prompt, tokens(prefix), tokens(shares.probeText()));
            return new Example(given, joined(tokens(problem.answer() + closing(shares.probeText())), end()));
        }
        String text = random.nextDouble() < shares.abbreviate()
                ? solution.abbreviated(shares.dropLine(), random)
                : solution.text().strip();
        return new Example(prompt, joined(tokens(text), end()));
    }

    private static String solution(Problem problem) {
        if (problem.solution() == null || problem.solution().isBlank()) {
            throw new UserException("problem " + problem.id()
                    + " has no worked solution; name the field that holds it with data.train.fields.solution");
        }
        return Objects.requireNonNull(problem.solution());
    }

    /** A probe that opens a brace has it closed after the answer. */
    private static String closing(String probe) {
        return probe.endsWith("{") ? "}" : "";
    }

    private int[] tokens(String text) {
        Tokenizer tokenizer = prompts.tokenizer();
        return text.isEmpty() ? new int[0] : tokenizer.encode(text);
    }

    private int[] end() {
        return new int[] {endOfText};
    }

    private static int[] joined(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }
}
