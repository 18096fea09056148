package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acpo.common.random.CounterRandom;

/**
 * Short stories about who has how many of a thing. The people form a dependency graph: each one's quantity is defined by
 * an earlier one's (or by two together), the question asks for the end of the longest chain, and distractors hang off
 * the graph without being needed.
 *
 * <p>{@code min_depth} to {@code max_depth} relations lead from the given number to the answer.
 */
final class WordProblem implements ProblemGenerator {
    static final String NAME = "word_problem";

    private static final int MAX_DEPTH = 10;
    private static final int MAX_DISTRACTORS = 8;

    private final int minDepth;
    private final int maxDepth;
    private final int distractors;
    private final boolean shuffled;
    private final Relations relations;

    WordProblem(Params params) {
        minDepth = params.integer("min_depth", 2, 1, MAX_DEPTH);
        maxDepth = params.integer("max_depth", Math.max(3, minDepth), minDepth, MAX_DEPTH);
        distractors = params.integer("distractors", 0, 0, MAX_DISTRACTORS);
        shuffled = params.flag("shuffled", false);
        int maxNumber = params.integer("max_number", 10, 3, 1_000);
        int maxValue = params.integer("max_value", Math.max(100, maxNumber), maxNumber, 1_000_000);
        relations = new Relations(maxNumber, maxValue);
    }

    @Override
    public Optional<Draft> draft(CounterRandom random) {
        int depth = random.nextInt(minDepth, maxDepth);
        boolean together = depth > 1 && random.nextInt(2) == 0;
        return chain(together ? depth - 1 : depth, random).map(chain -> tell(chain, together, random));
    }

    /** A given quantity and {@code length} more, each defined by the one before it. */
    private Optional<List<Quantity>> chain(int length, CounterRandom random) {
        List<Quantity> chain = new ArrayList<>(List.of(relations.root(0, random)));
        while (chain.size() <= length) {
            Optional<Quantity> next = relations.next(chain.size(), chain, random);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            chain.add(next.get());
        }
        return Optional.of(chain);
    }

    private Draft tell(List<Quantity> chain, boolean together, CounterRandom random) {
        List<String> sentences =
                new ArrayList<>(chain.stream().map(Quantity::sentence).toList());
        addDistractors(sentences, chain, random);
        if (shuffled) {
            random.shuffle(sentences);
        }
        List<String> lines = new ArrayList<>(chain.stream().map(Quantity::line).toList());
        Quantity last = chain.get(chain.size() - 1);
        int answer = last.value();
        if (together) {
            Quantity other = chain.get(random.nextInt(chain.size() - 1));
            answer += other.value();
            String pair = Story.person(other.person()) + " and " + Story.person(last.person());
            sentences.add("How many " + Story.ITEMS + " do " + pair + " have together?");
            lines.add("Together they have " + other.value() + " + " + last.value() + " = " + answer + " "
                    + Story.items(answer) + ".");
        } else {
            sentences.add("How many " + Story.ITEMS + " does " + Story.person(last.person()) + " have?");
        }
        int level = (int) lines.stream().filter(line -> line.contains("=")).count();
        return Story.tell(String.join(" ", sentences), lines, answer, level, random);
    }

    private void addDistractors(List<String> sentences, List<Quantity> chain, CounterRandom random) {
        for (int i = 0; i < distractors; i++) {
            int person = chain.size() + i;
            int base = random.nextInt(chain.size());
            Optional<Quantity> related = random.nextInt(2) == 0
                    ? relations.next(person, chain.subList(0, base + 1), random)
                    : Optional.empty();
            String sentence = related.map(Quantity::sentence).orElseGet(() -> relations.other(person, random));
            int after = sentences.indexOf(chain.get(base).sentence()) + 1;
            sentences.add(random.nextInt(after, sentences.size()), sentence);
        }
    }
}
