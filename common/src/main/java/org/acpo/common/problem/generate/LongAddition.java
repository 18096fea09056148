package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acpo.common.random.CounterRandom;

/**
 * Two numbers of equally many digits, added digit by digit from the right with the carry: a line has what is left to add and
 * the digits found, one more of the answer's each time.
 */
final class LongAddition implements ProblemGenerator {
    static final String NAME = "long_addition";

    private final int minDigits;
    private final int maxDigits;

    LongAddition(Params params) {
        minDigits = params.integer("min_digits", 3, 1, 18);
        maxDigits = params.integer("max_digits", Math.max(5, minDigits), minDigits, 18);
    }

    @Override
    public Optional<Draft> draft(CounterRandom random) {
        int digits = random.nextInt(minDigits, maxDigits);
        String first = number(digits, random);
        String second = number(digits, random);
        List<String> lines = new ArrayList<>();
        StringBuilder found = new StringBuilder();
        int carry = 0;
        for (int left = digits; left > 0; left--) {
            String rest = carry == 0 ? "" : " + " + carry;
            int a = first.charAt(left - 1) - '0';
            int b = second.charAt(left - 1) - '0';
            int sum = a + b + carry;
            found.insert(0, left == 1 ? sum : sum % 10);
            lines.add(first.substring(0, left) + " + " + second.substring(0, left) + rest + ": " + a + " + " + b + rest
                    + " = " + sum + ", so " + found);
            carry = sum / 10;
        }
        String text = "Add " + first + " and " + second + ".";
        return Optional.of(new Draft(text, text, found.toString(), digits, NAME, lines));
    }

    private static String number(int digits, CounterRandom random) {
        StringBuilder number = new StringBuilder().append(random.nextInt(1, 9));
        while (number.length() < digits) {
            number.append(random.nextInt(10));
        }
        return number.toString();
    }
}
