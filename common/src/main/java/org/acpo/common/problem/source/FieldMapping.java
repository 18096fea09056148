package org.acpo.common.problem.source;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acpo.common.UserException;
import org.acpo.common.config.NearestName;
import org.acpo.common.config.Require;
import org.acpo.common.json.JsonLines;
import org.acpo.common.json.JsonNumber;
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
     * @param row values by the source's field names: texts, numbers, lists, maps for what has fields of its own, and null
     * @param where names the row in errors, for instance by file and line
     * @param fallbackId the id of a row that has none
     * @throws UserException if a mapped field is not there, the problem or its answer is missing, or a value is of the wrong kind
     */
    public Problem problem(Map<String, ?> row, String where, String fallbackId) {
        RowFields fields = new RowFields(row);
        for (String field : FIELDS) {
            if (names.containsKey(field) && fields.find(name(field)).isEmpty()) {
                throw absent(fields, field, where);
            }
        }
        String id = text(fields, "id", where);
        List<?> turns = conversation(fields, "problem", where);
        Messages messages = turns == null ? null : Messages.of(turns, field("problem", where));
        String problem = messages == null ? text(fields, "problem", where) : messages.user();
        if (problem == null || problem.isBlank()) {
            throw missing(fields, "problem", where, "has no problem text");
        }
        if (messages != null
                && messages.assistant() != null
                && !name("solution").equals(name("problem"))) {
            throw new UserException(
                    field("problem", where) + " ends with a turn of the assistant; read it as the worked"
                            + " solution with data.fields.solution=" + name("problem") + ", or leave it out");
        }
        return new Problem(
                        id == null || id.isBlank() ? fallbackId : id,
                        problem,
                        answer(fields, where),
                        level(fields, where),
                        text(fields, "subject", where),
                        text(fields, "source", where),
                        solution(fields, where))
                .under(messages == null ? null : messages.system());
    }

    /**
     * Which columns of a table hold what is read.
     *
     * @param present names of the table's columns
     * @throws UserException if a mapped one, or that of the problem, is not among them
     */
    public Set<String> columns(Collection<String> present, String where) {
        Map<String, Object> row = new LinkedHashMap<>();
        present.forEach(name -> row.put(name, name));
        RowFields fields = new RowFields(row);
        Set<String> needed = new LinkedHashSet<>();
        for (String field : FIELDS) {
            List<String> holders = holders(name(field), present);
            if (holders.isEmpty() && names.containsKey(field)) {
                throw absent(fields, field, where);
            }
            needed.addAll(holders);
        }
        if (holders(name("problem"), present).isEmpty()) {
            throw missing(fields, "problem", where, "has no problem text");
        }
        return needed;
    }

    /** The columns that are called {@code name}, or can have a field inside that is. */
    private static List<String> holders(String name, Collection<String> present) {
        return present.stream()
                .filter(column -> name.equals(column) || name.startsWith(column + "."))
                .toList();
    }

    private @Nullable List<?> conversation(RowFields row, String field, String where) {
        return row.find(name(field))
                .map(found -> Messages.listOf(found.value(), field(field, where)))
                .orElse(null);
    }

    private @Nullable String solution(RowFields row, String where) {
        List<?> turns = conversation(row, "solution", where);
        if (turns == null) {
            return text(row, "solution", where);
        }
        String assistant = Messages.of(turns, field("solution", where)).assistant();
        if (assistant == null) {
            throw new UserException(
                    field("solution", where) + " has no turn of the assistant, which would be the worked"
                            + " solution; map another one with data.fields.solution");
        }
        return assistant;
    }

    private String answer(RowFields row, String where) {
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
    private @Nullable Integer level(RowFields row, String where) {
        String text = text(row, "level", where);
        Matcher matcher = LEVEL.matcher(text == null ? "" : text.strip().replaceFirst("\\.0*$", ""));
        return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
    }

    private @Nullable String text(RowFields row, String field, String where) {
        Object value = row.find(name(field)).map(RowFields.Found::value).orElse(null);
        if (value == null || value instanceof CharSequence || value instanceof Boolean) {
            return value == null ? null : value.toString();
        }
        if (value instanceof JsonNumber number) {
            return number.toString();
        }
        if (value instanceof Number number) {
            return plain(number);
        }
        if (value instanceof Map<?, ?> inner) {
            throw new UserException(field(field, where) + " has fields of its own; name one of them with data.fields."
                    + field + ": " + String.join(", ", below(inner, field)));
        }
        throw new UserException(field(field, where) + " is " + shown(value) + ", but " + field
                + " must be a text or a number; map another one with data.fields." + field);
    }

    private List<String> below(Map<?, ?> inner, String field) {
        return new RowFields(inner)
                .names().stream().map(name -> name(field) + "." + name).toList();
    }

    private static String shown(Object value) {
        return value instanceof byte[] bytes ? bytes.length + " bytes" : JsonLines.quote(String.valueOf(value));
    }

    /** As people write it: 3 for 3.0, no exponent. */
    private static String plain(Number number) {
        if (!Double.isFinite(number.doubleValue()) && !(number instanceof BigDecimal)) {
            return number.toString();
        }
        BigDecimal decimal = new BigDecimal(number.toString());
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }

    private UserException missing(RowFields row, String field, String where, String what) {
        return new UserException(where + ": the row " + what + " in field '" + name(field) + "'; it has the fields "
                + row.names() + ", choose one with data.fields." + field);
    }

    private UserException absent(RowFields row, String field, String where) {
        List<String> present = row.names();
        String nearest = present.isEmpty() ? "" : " (did you mean " + NearestName.nearest(name(field), present) + "?)";
        return new UserException(where + ": the row has no field '" + name(field) + "', from which data.fields." + field
                + " is to be read" + nearest + "; it has the fields " + present);
    }

    /** A field of a row, as the beginning of a sentence. */
    private String field(String field, String where) {
        return where + ": field '" + name(field) + "'";
    }

    private String name(String field) {
        return names.getOrDefault(field, field);
    }
}
