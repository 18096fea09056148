package org.acpo.common.problem.source;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.UserException;
import org.acpo.common.config.NearestName;
import org.acpo.common.config.Require;
import org.acpo.common.json.JsonLines;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.problem.SourceConfig.AnswerFormat;
import org.jspecify.annotations.Nullable;

/**
 * Turns a row of a data set, a JSON object or a table row, into a {@link Problem}. Without a mapping a field is found
 * under its own name. Serializable; one instance serves a whole data set.
 */
public final class FieldMapping implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final List<String> FIELDS =
            List.of("id", "problem", "answer", "level", "subject", "source", "solution");
    private static final Pattern LEVEL = Pattern.compile("(?:level\\s+)?(-?\\d{1,9})", Pattern.CASE_INSENSITIVE);

    private final Map<String, String> names;
    private final AnswerFormat answerFormat;
    private final boolean answersOptional;

    /**
     * The mapping that {@code config.fields()} and {@code config.answerFormat()} ask for.
     *
     * @throws org.acpo.common.config.ConfigException if it maps a field that problems do not have
     */
    public FieldMapping(SourceConfig config) {
        this(config, false);
    }

    private FieldMapping(SourceConfig config, boolean answersOptional) {
        for (String field : config.fields().keySet()) {
            Require.that(FIELDS.contains(field), "data.fields", field, NearestName.expected(field, FIELDS));
        }
        names = Map.copyOf(config.fields());
        answerFormat = config.answerFormat();
        this.answersOptional = answersOptional;
    }

    /** A mapping that lets rows have no answer: for problems that are to be answered and need not be verifiable. */
    public static FieldMapping answersOptional(SourceConfig config) {
        return new FieldMapping(config, true);
    }

    /**
     * The problem that a row holds.
     *
     * @param row values by the source's field names; texts, numbers and null count, null as absent
     * @param where names the row in errors, for instance by file and line
     * @param fallbackId the id of a row that has none
     * @throws UserException if the problem or its answer is missing, or a value is of the wrong kind
     */
    public Problem problem(Map<String, ?> row, String where, String fallbackId) {
        String id = text(row, "id", where);
        String problem = text(row, "problem", where);
        if (problem == null || problem.isBlank()) {
            throw missing(row, "problem", where, "has no problem text");
        }
        return new Problem(
                id == null || id.isBlank() ? fallbackId : id,
                problem,
                answer(row, where),
                level(row, where),
                text(row, "subject", where),
                text(row, "source", where),
                text(row, "solution", where));
    }

    private String answer(Map<String, ?> row, String where) {
        String field = text(row, "answer", where);
        if (answersOptional && (field == null || field.isBlank())) {
            return Problem.NO_ANSWER;
        }
        if (field == null || field.isBlank()) {
            throw missing(row, "answer", where, "has no answer, and every problem needs one to be verifiable");
        }
        String answer = AnswerText.find(answerFormat, field);
        if (answer == null) {
            throw new UserException(
                    where + ": field '" + name("answer") + "' is " + JsonLines.quote(field) + ", which has no "
                            + (answerFormat == AnswerFormat.GSM8K ? "#### followed by an answer" : "\\boxed{answer}")
                            + "; set data.answer_format to fit the data");
        }
        return answer;
    }

    /** Levels come as numbers and as words such as {@code Level 5}; {@code Level ?} and the like mean unrated. */
    private @Nullable Integer level(Map<String, ?> row, String where) {
        String text = text(row, "level", where);
        Matcher matcher = LEVEL.matcher(text == null ? "" : text.strip());
        return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
    }

    private @Nullable String text(Map<String, ?> row, String field, String where) {
        Object value = row.get(name(field));
        if (value == null || value instanceof CharSequence || value instanceof Boolean) {
            return value == null ? null : value.toString();
        }
        if (value instanceof Number number) {
            return plain(number);
        }
        throw new UserException(where + ": field '" + name(field) + "' is " + JsonLines.quote(String.valueOf(value))
                + ", but " + field + " must be a text or a number; map another one with data.fields." + field);
    }

    /** As people write it: 3 for 3.0, no exponent. */
    private static String plain(Number number) {
        if (!Double.isFinite(number.doubleValue()) && !(number instanceof BigDecimal)) {
            return number.toString();
        }
        BigDecimal decimal = new BigDecimal(number.toString());
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }

    private UserException missing(Map<String, ?> row, String field, String where, String what) {
        Collection<String> present = new ArrayList<>(row.keySet());
        return new UserException(where + ": the row " + what + " in field '" + name(field) + "'; it has the fields "
                + present + ", choose one with data.fields." + field);
    }

    private String name(String field) {
        return names.getOrDefault(field, field);
    }
}
