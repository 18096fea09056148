package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acpo.common.random.CounterRandom;

/**
 * The edges of a word problem's dependency graph: how one person's quantity follows from others'.
 *
 * @param maxNumber largest number written in the story
 * @param maxValue largest quantity anyone has
 */
record Relations(int maxNumber, int maxValue) {
    private static final int MAX_FACTOR = 4;

    private enum Kind {
        MORE,
        FEWER,
        TIMES,
        HALF,
        SUM
    }

    /** A quantity that depends on nobody's: a number, or containers times content. */
    Quantity root(int person, CounterRandom random) {
        String name = Story.person(person);
        int content = random.nextInt(2, maxNumber);
        int most = Math.min(maxNumber, maxValue / content);
        if (most < 2 || random.nextInt(2) == 0) {
            String sentence = name + " has " + content + " " + Story.ITEMS + ".";
            return new Quantity(person, content, sentence, sentence);
        }
        int containers = random.nextInt(2, most);
        int value = containers * content;
        String sentence = name + " has " + containers + " " + Story.CONTAINERS + ". Each " + Story.CONTAINER + " holds "
                + content + " " + Story.ITEMS + ".";
        return quantity(person, value, sentence, containers + " * " + content);
    }

    /** Something of another kind, which no question asks for. */
    String other(int person, CounterRandom random) {
        return Story.person(person) + " has " + random.nextInt(2, maxNumber) + " " + Story.OTHER_ITEMS + ".";
    }

    /**
     * A quantity that depends on the last of {@code earlier} and differs from the one before that, so that no relation
     * undoes another; empty if every relation leaves the range.
     */
    Optional<Quantity> next(int person, List<Quantity> earlier, CounterRandom random) {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
        random.shuffle(kinds);
        int before = earlier.size() < 2 ? 0 : earlier.get(earlier.size() - 2).value();
        return kinds.stream()
                .flatMap(kind -> attempt(kind, person, earlier, random).stream())
                .filter(quantity -> quantity.value() != before)
                .findFirst();
    }

    private Optional<Quantity> attempt(Kind kind, int person, List<Quantity> earlier, CounterRandom random) {
        Quantity base = earlier.get(earlier.size() - 1);
        return switch (kind) {
            case MORE -> more(person, base, random);
            case FEWER -> fewer(person, base, random);
            case TIMES -> times(person, base, random);
            case HALF -> half(person, base);
            case SUM -> sum(person, base, earlier, random);
        };
    }

    private Optional<Quantity> more(int person, Quantity base, CounterRandom random) {
        int most = Math.min(maxNumber, maxValue - base.value());
        if (most < 1) {
            return Optional.empty();
        }
        int by = random.nextInt(1, most);
        String words = by + " more " + Story.items(by) + " than";
        return Optional.of(relate(person, base, base.value() + by, words, base.value() + " + " + by));
    }

    private Optional<Quantity> fewer(int person, Quantity base, CounterRandom random) {
        int most = Math.min(maxNumber, base.value() - 1);
        if (most < 1) {
            return Optional.empty();
        }
        int by = random.nextInt(1, most);
        String words = by + " fewer " + Story.items(by) + " than";
        return Optional.of(relate(person, base, base.value() - by, words, base.value() + " - " + by));
    }

    private Optional<Quantity> times(int person, Quantity base, CounterRandom random) {
        int most = Math.min(MAX_FACTOR, maxValue / base.value());
        if (most < 2) {
            return Optional.empty();
        }
        int by = random.nextInt(2, most);
        String words = (by == 2 ? "twice" : by + " times") + " as many " + Story.ITEMS + " as";
        return Optional.of(relate(person, base, base.value() * by, words, base.value() + " * " + by));
    }

    private Optional<Quantity> half(int person, Quantity base) {
        if (base.value() % 2 != 0) {
            return Optional.empty();
        }
        String words = "half as many " + Story.ITEMS + " as";
        return Optional.of(relate(person, base, base.value() / 2, words, base.value() + " / 2"));
    }

    private Optional<Quantity> sum(int person, Quantity base, List<Quantity> earlier, CounterRandom random) {
        if (earlier.size() < 2) {
            return Optional.empty();
        }
        Quantity other = earlier.get(random.nextInt(earlier.size() - 1));
        int value = other.value() + base.value();
        if (value > maxValue) {
            return Optional.empty();
        }
        String sentence = Story.person(person) + " has as many " + Story.ITEMS + " as " + Story.person(other.person())
                + " and " + Story.person(base.person()) + " together.";
        return Optional.of(quantity(person, value, sentence, other.value() + " + " + base.value()));
    }

    private static Quantity relate(int person, Quantity base, int value, String words, String sum) {
        String sentence = Story.person(person) + " has " + words + " " + Story.person(base.person()) + ".";
        return quantity(person, value, sentence, sum);
    }

    private static Quantity quantity(int person, int value, String sentence, String sum) {
        String line = Story.person(person) + " has " + sum + " = " + value + " " + Story.items(value) + ".";
        return new Quantity(person, value, sentence, line);
    }
}
