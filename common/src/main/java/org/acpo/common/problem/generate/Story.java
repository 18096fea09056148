package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.acpo.common.random.CounterRandom;

/**
 * Gives a word problem its names and things. Until then sentences hold placeholders, so that problems which differ by
 * names or things alone are known to be the same.
 */
final class Story {
    static final String ITEMS = "<items>";
    static final String OTHER_ITEMS = "<others>";
    static final String CONTAINER = "<container>";
    static final String CONTAINERS = "<containers>";

    private static final String ITEM = "<item>";
    private static final Pattern PERSON = Pattern.compile("<p(\\d+)>");
    private static final List<String> NAMES = List.of(
            "Ana", "Ben", "Cara", "Dan", "Eva", "Finn", "Gia", "Hugo", "Iris", "Jack", "Kira", "Leo", "Mia", "Noah",
            "Olga", "Paul", "Rosa", "Sam", "Tina", "Uma", "Vera", "Will");
    private static final List<String> THINGS = List.of(
            "pen", "book", "apple", "coin", "card", "marble", "shell", "stamp", "button", "ticket", "stone", "bean");
    private static final List<List<String>> HOLDERS = List.of(List.of("box", "boxes"), List.of("bag", "bags"));

    private Story() {}

    static String person(int number) {
        return "<p" + number + ">";
    }

    /** The word for {@code count} items. */
    static String items(int count) {
        return count == 1 ? ITEM : ITEMS;
    }

    /** A draft with all placeholders filled at random. */
    static Draft tell(String text, List<String> lines, int answer, int level, CounterRandom random) {
        List<String> names = new ArrayList<>(NAMES);
        random.shuffle(names);
        List<String> things = new ArrayList<>(THINGS);
        random.shuffle(things);
        List<String> holder = random.choose(HOLDERS);
        Map<String, String> words = Map.of(
                ITEM, things.get(0),
                ITEMS, things.get(0) + "s",
                OTHER_ITEMS, things.get(1) + "s",
                CONTAINER, holder.get(0),
                CONTAINERS, holder.get(1));
        List<String> told = lines.stream().map(line -> fill(line, names, words)).toList();
        String number = Integer.toString(answer);
        return new Draft(key(text), fill(text, names, words), number, level, WordProblem.NAME, told);
    }

    /** The text with people numbered in the order of their appearance. */
    private static String key(String text) {
        Map<String, String> order = new HashMap<>();
        return PERSON.matcher(text).replaceAll(m -> order.computeIfAbsent(m.group(1), k -> "<" + order.size() + ">"));
    }

    private static String fill(String text, List<String> names, Map<String, String> words) {
        String filled = PERSON.matcher(text).replaceAll(m -> names.get(Integer.parseInt(m.group(1))));
        for (Map.Entry<String, String> word : words.entrySet()) {
            filled = filled.replace(word.getKey(), word.getValue());
        }
        return filled;
    }
}
