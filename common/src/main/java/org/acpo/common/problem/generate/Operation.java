package org.acpo.common.problem.generate;

import java.util.Arrays;

/** The four operations, with the words and the sign that problems write them with. */
enum Operation {
    ADD("Add %d.", "+"),
    SUBTRACT("Subtract %d.", "-"),
    MULTIPLY("Multiply by %d.", "*"),
    DIVIDE("Divide by %d.", "/");

    private final String sentence;
    private final String sign;

    Operation(String sentence, String sign) {
        this.sentence = sentence;
        this.sign = sign;
    }

    /** The operation that {@code sign} stands for. */
    static Operation of(String sign) {
        return Arrays.stream(values())
                .filter(operation -> operation.sign.equals(sign))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no operation is written " + sign));
    }

    /** The instruction, for instance {@code Multiply by 3.} */
    String sentence(int operand) {
        return String.format(sentence, operand);
    }

    String sign() {
        return sign;
    }

    /** The result; a division must be exact. */
    int apply(int left, int right) {
        return switch (this) {
            case ADD -> Math.addExact(left, right);
            case SUBTRACT -> Math.subtractExact(left, right);
            case MULTIPLY -> Math.multiplyExact(left, right);
            case DIVIDE -> left / right;
        };
    }
}
