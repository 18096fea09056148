package org.acpo.executors.tokenizer;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What jinja2 takes from Python and Jinjava has not, written as calls of functions: methods of texts ({@code x.lstrip('a')}),
 * {@code x[::-1]}, and namespaces that begin with more than names and literals.
 */
final class PythonSyntax {
    private static final Pattern TAG = Pattern.compile("\\{[%{].*?[%}]}", Pattern.DOTALL);
    private static final Pattern METHOD = Pattern.compile("\\.(startswith|endswith|strip|lstrip|rstrip|split)\\(");
    private static final String NAMESPACE = "namespace(";
    private static final String REVERSED = "[::-1]";
    private static final String BLANKS = "' \\n\\t\\r'";
    private static final String PREFIX = "python_";

    private PythonSyntax() {}

    static void register(Jinjava jinjava) {
        for (String method : List.of("startswith", "endswith", "strip", "lstrip", "rstrip", "split")) {
            jinjava.getGlobalContext()
                    .registerFunction(new ELFunctionDefinition(
                            "", PREFIX + method, PythonSyntax.class, method, String.class, String.class));
        }
        jinjava.getGlobalContext()
                .registerFunction(
                        new ELFunctionDefinition("", PREFIX + "reversed", PythonSyntax.class, "reversed", List.class));
    }

    /** The template in Jinjava's syntax. */
    static String translate(String template) {
        return TAG.matcher(template).replaceAll(tag -> Matcher.quoteReplacement(expression(tag.group())));
    }

    private static String expression(String text) {
        StringBuilder out = new StringBuilder();
        Matcher method = METHOD.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (isQuote(text.charAt(at))) {
                int end = literalEnd(text, at);
                out.append(text, at, end);
                at = end;
            } else if (text.startsWith(REVERSED, at)) {
                String of = cutOperand(out);
                out.append(PREFIX).append("reversed(").append(of).append(')');
                at += REVERSED.length();
            } else if (text.startsWith(NAMESPACE, at)) {
                int open = at + NAMESPACE.length();
                int close = closing(text, open);
                out.append(NAMESPACE).append(parenthesised(text.substring(open, close)));
                at = close;
            } else if (method.region(at, text.length()).lookingAt()) {
                int close = closing(text, method.end());
                String arguments = expression(text.substring(method.end(), close));
                String of = cutOperand(out);
                out.append(PREFIX).append(method.group(1)).append('(').append(of);
                out.append(", ")
                        .append(arguments.isBlank() ? BLANKS : arguments)
                        .append(')');
                at = close + 1;
            } else {
                out.append(text.charAt(at++));
            }
        }
        return out.toString();
    }

    /** {@code a=x, b=y} with brackets around x and y. */
    private static String parenthesised(String arguments) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < arguments.length(); at++) {
            char c = arguments.charAt(at);
            if (isQuote(c)) {
                at = literalEnd(arguments, at) - 1;
            } else if ("([{".indexOf(c) >= 0) {
                at = closing(arguments, at + 1);
            } else if (c == ',') {
                parts.add(arguments.substring(from, at));
                from = at + 1;
            }
        }
        parts.add(arguments.substring(from));
        List<String> wrapped = new ArrayList<>();
        for (String part : parts) {
            int equals = part.indexOf('=');
            wrapped.add(
                    equals < 0
                            ? part
                            : part.substring(0, equals + 1) + "(" + expression(part.substring(equals + 1)) + ")");
        }
        return String.join(",", wrapped);
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"';
    }

    /** Behind the literal that begins at {@code start}, or the end of a text that does not close it. */
    private static int literalEnd(String text, int start) {
        for (int at = start + 1; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == text.charAt(start)) {
                return at + 1;
            }
        }
        return text.length();
    }

    /** Where the bracket is closed in which {@code at} stands, or the end of a text that does not close it. */
    private static int closing(String text, int from) {
        int depth = 0;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (isQuote(c)) {
                at = literalEnd(text, at) - 1;
            } else if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0 && --depth < 0) {
                return at;
            }
        }
        return text.length();
    }

    /** Cuts off the end what a method or index there is applied to: names, calls, indices and literals without a gap. */
    private static String cutOperand(StringBuilder out) {
        int start = out.length();
        int depth = 0;
        while (start > 0) {
            char c = out.charAt(start - 1);
            if (isQuote(c)) {
                start = out.lastIndexOf(String.valueOf(c), start - 2);
                continue;
            }
            depth += ")]}".indexOf(c) >= 0 ? 1 : 0;
            if (depth == 0 && !Character.isJavaIdentifierPart(c) && c != '.') {
                break;
            }
            depth -= "([{".indexOf(c) >= 0 ? 1 : 0;
            start--;
        }
        String operand = out.substring(start);
        out.setLength(start);
        return operand;
    }

    /** Called by templates through the functions of {@link #register}, as those below are. */
    public static boolean startswith(String text, String start) {
        return text.startsWith(start);
    }

    public static boolean endswith(String text, String end) {
        return text.endsWith(end);
    }

    public static String strip(String text, String characters) {
        return lstrip(rstrip(text, characters), characters);
    }

    public static String lstrip(String text, String characters) {
        int start = 0;
        while (start < text.length() && characters.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        return text.substring(start);
    }

    public static String rstrip(String text, String characters) {
        int end = text.length();
        while (end > 0 && characters.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }

    public static List<String> split(String text, String separator) {
        return List.of(text.split(Pattern.quote(separator), -1));
    }

    public static List<?> reversed(List<?> items) {
        List<Object> turned = new ArrayList<>(items);
        Collections.reverse(turned);
        return turned;
    }
}
