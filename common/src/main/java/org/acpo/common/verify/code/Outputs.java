package org.acpo.common.verify.code;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;

/** Whether what a program printed or returned is what was expected. Floating-point values agree to a millionth. */
final class Outputs {
    private static final double TOLERANCE = 1e-6;
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?\\d{1,400}\\.\\d{0,400}(?:[eE][-+]?\\d{1,3})?");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,400}(?:\\.\\d{0,400})?(?:[eE][-+]?\\d{1,3})?");

    private Outputs() {}

    /** Word by word, whatever the white space between. */
    static boolean sameText(String expected, String actual) {
        String[] wanted = SPACE.split(expected.strip());
        String[] found = SPACE.split(actual.strip());
        boolean same = wanted.length == found.length;
        for (int i = 0; same && i < wanted.length; i++) {
            same = wanted[i].equals(found[i]) || sameDecimal(wanted[i], found[i]);
        }
        return same;
    }

    private static boolean sameDecimal(String expected, String actual) {
        return DECIMAL.matcher(expected).matches()
                && NUMBER.matcher(actual).matches()
                && close(Double.parseDouble(expected), Double.parseDouble(actual));
    }

    private static boolean close(double a, double b) {
        return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a));
    }

    /** Value by value; some data sets wrap a result in a list of its own. */
    static boolean sameResult(JsonNode expected, JsonNode actual) {
        return same(expected, actual) || (expected.isArray() && expected.size() == 1 && same(expected.get(0), actual));
    }

    private static boolean same(JsonNode expected, JsonNode actual) {
        if (expected.isNumber() && actual.isNumber()) {
            return sameNumber(expected, actual);
        }
        if (expected.isArray() && actual.isArray()) {
            return sameItems(expected, actual);
        }
        return expected.isObject() && actual.isObject() ? sameFields(expected, actual) : expected.equals(actual);
    }

    private static boolean sameNumber(JsonNode expected, JsonNode actual) {
        if (expected.isIntegralNumber() && actual.isIntegralNumber()) {
            return expected.bigIntegerValue().equals(actual.bigIntegerValue());
        }
        double wanted = expected.doubleValue();
        double found = actual.doubleValue();
        return wanted == found || close(wanted, found);
    }

    private static boolean sameItems(JsonNode expected, JsonNode actual) {
        boolean same = expected.size() == actual.size();
        for (int i = 0; same && i < expected.size(); i++) {
            same = same(expected.get(i), actual.get(i));
        }
        return same;
    }

    private static boolean sameFields(JsonNode expected, JsonNode actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = expected.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            JsonNode other = actual.get(field.getKey());
            if (other == null || !same(field.getValue(), other)) {
                return false;
            }
        }
        return true;
    }
}
