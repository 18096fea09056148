package org.acpo.executors.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Byte-pair encoding (Sennrich et al. 2016): the most frequent pair of neighbouring symbols becomes a new symbol, again
 * and again. All pairs are counted anew for each merge, which suits vocabularies of some thousand symbols.
 */
final class BytePairMerges {

    /** Two neighbouring symbols. */
    record Pair(String left, String right) {
        String merged() {
            return left + right;
        }
    }

    /** A distinct word as its present symbols, and how often it occurs. */
    private record Word(List<String> symbols, long count) {}

    private BytePairMerges() {}

    /**
     * @param wordCounts how often each word occurs; words are never joined
     * @return at most {@code limit} merges in the order learned; fewer when no pair occurs twice. Of equally frequent
     *     pairs the first in the order of symbols wins, so the result depends on the counts alone.
     */
    static List<Pair> learn(Map<String, Long> wordCounts, int limit) {
        List<Word> words = new ArrayList<>();
        wordCounts.forEach((word, count) -> words.add(new Word(ByteAlphabet.of(word), count)));
        List<Pair> merges = new ArrayList<>();
        while (merges.size() < limit) {
            Optional<Pair> best = mostFrequent(words);
            if (best.isEmpty()) {
                break;
            }
            Pair pair = best.get();
            merges.add(pair);
            words.replaceAll(word -> new Word(merge(word.symbols(), pair), word.count()));
        }
        return merges;
    }

    private static Optional<Pair> mostFrequent(List<Word> words) {
        Map<Pair, Long> counts = new LinkedHashMap<>();
        for (Word word : words) {
            for (int i = 1; i < word.symbols().size(); i++) {
                Pair pair = new Pair(word.symbols().get(i - 1), word.symbols().get(i));
                counts.merge(pair, word.count(), Long::sum);
            }
        }
        Comparator<Map.Entry<Pair, Long>> order = Map.Entry.<Pair, Long>comparingByValue()
                .reversed()
                .thenComparing(entry -> entry.getKey().left())
                .thenComparing(entry -> entry.getKey().right());
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .min(order)
                .map(Map.Entry::getKey);
    }

    private static List<String> merge(List<String> symbols, Pair pair) {
        List<String> merged = new ArrayList<>(symbols.size());
        for (int i = 0; i < symbols.size(); i++) {
            boolean found = i + 1 < symbols.size()
                    && symbols.get(i).equals(pair.left())
                    && symbols.get(i + 1).equals(pair.right());
            merged.add(found ? pair.merged() : symbols.get(i));
            i += found ? 1 : 0;
        }
        return merged;
    }
}
