package org.acpo.common.verify.extract;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Words and signs that say that an answer follows, in English and other languages, and GSM8K's {@code ####}. */
final class Marks {
    private static final int MAX_MARKS = 20;
    private static final int MAX_STATEMENT = 4_000;
    private static final int LOOK_BACK = 24;

    private static final String SPACES = "\\s{1,9}";
    private static final String SIGN = "\\s{0,9}\\*{0,2}\\s{0,9}[:=]";
    private static final String SAYS = "(?:" + SPACES + "to" + SPACES + "(?:the|this)" + SPACES + "\\w{1,20})?(?:"
            + SPACES + "(?:is|are|(?:would|should|will|must)" + SPACES + "be)\\b|" + SIGN + ")[\\s:*]*+"
            + "(?:(?:therefore|thus|hence|then|simply|just|given" + SPACES + "by|equal" + SPACES + "to)\\b[\\s:*,]*+)?";
    private static final String FINAL = "\\*{0,2}\\b(?:the" + SPACES + ")?final" + SPACES + "answers?" + SAYS;

    private static final String ENGLISH = "(?m:^#{1,6}\\s{0,9}\\*{0,2}(?:final" + SPACES
            + ")?answer\\*{0,2}$)|\\*{0,2}\\b(?:the" + SPACES + ")?(?:final" + SPACES + ")?(?:answers?|ans)\\b(?:"
            + SAYS
            + "|" + SPACES + "(?=\\\\[(\\[]|\\$))|\\b(?:option|choice)" + SPACES
            + "is\\b[\\s:*]*+(?=\\(?(?-i:[A-J])\\b)|(?m:^A:)";
    private static final String HASHES = "(?<!#)#{4,6}(?!#)";
    private static final String ALPHABETIC = "(?<!\\p{L})(?:r[ée]ponse|r[ée]sultat|antwort|ergebnis|respuesta|resultado"
            + "|resposta|risposta|risultato|odpowied[źz]|odpověď|odgovor|svar(?:et)?|antwoord|vastaus|cevap|yanıt|válasz"
            + "|răspuns(?:ul)?|ответ|відповідь|απάντηση|đáp án|jawaban|उत्तर|الإجابة|الجواب|תשובה|คำตอบ)"
            + "(?:" + SPACES + "\\p{L}{3,14})?(?:" + SIGN + "|" + SPACES
            + "(?:est|ist|es|é|è|jest|je|är|er|is|là|adalah|это|είναι|है|هي|هو)(?!\\p{L}))[\\s:*]*+"
            + "(?:(?:donc|ainsi|also|somit|entonces|quindi|dunque|portanto)(?!\\p{L})[\\s:*,]*+)?"
            + "(?:(?:(?:la|le|el|il|die|der|das|o|a)\\s)?(?:(?:option|opción|opção|opzione|choix|lettre|letra)\\s)?"
            + "(?=\\(?(?-i:[A-J])(?![\\p{L}\\d])))?";
    private static final String IDEOGRAPHIC = "(?:答案|答え|解答|正解|回答|答|정답|답)\\s{0,9}\\*{0,2}\\s{0,9}"
            + "(?:应该是|应为|是|为|為|は|은|는|[:=])[\\s:*]*+(?:(?:选项|選項)\\s?)?|(?:故选|应选|故選)[\\s:*]*+(?=\\(?[A-J])";

    /** What a mark may begin with, to pass over all else quickly. */
    private static final String FIRST = "(?=[#*atfocresvj[^\\x00-\\x7f]])";

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern MARKER =
            Pattern.compile(FIRST + "(?:" + HASHES + "|" + ENGLISH + "|" + ALPHABETIC + "|" + IDEOGRAPHIC + ")", FLAGS);
    private static final Pattern FINAL_ANSWER = Pattern.compile(FINAL, FLAGS);
    private static final Pattern SUPPOSED = Pattern.compile(
            "(?:^|\\W)(?:if|whether|check|verify|confirm|suppose|supposing|assuming|unless|until)\\s{1,3}(?:that\\s{1,3})?$",
            FLAGS);
    /** Of a section: words, or a number as in {@code 2. Add up}. */
    private static final Pattern HEADING = Pattern.compile(
            "\\*{0,2}(?:\\p{L}{2}|\\d+(?:\\.\\d+)*(?:[.):]\\s{1,3}\\**\\p{L}|\\s{1,3}\\p{Lu}\\p{L})).*");

    private Marks() {}

    /** The answer after the last mark that states one, or else after the last one that speaks of it; null without marks. */
    static @Nullable Found last(String text) {
        List<MatchResult> marks = MARKER.matcher(text).results().toList();
        Found mentioned = null;
        for (int i = marks.size() - 1; i >= Math.max(0, marks.size() - MAX_MARKS); i--) {
            MatchResult mark = marks.get(i);
            if (isHeading(text, mark)) {
                continue;
            }
            Statement stated = after(text, mark);
            if (stated.text().isBlank()) {
                continue;
            }
            Found found = new Found(stated.text(), mark.start(), true);
            if (!stated.mention() && !isSupposed(text, mark)) {
                return found;
            }
            mentioned = mentioned == null ? found : mentioned;
        }
        return mentioned;
    }

    /** A value that is said to be the final answer, after an offset at which a box gave another one; or null. */
    static @Nullable Found finalAnswerAfter(String text, int offset) {
        List<MatchResult> marks = FINAL_ANSWER
                .matcher(text)
                .region(offset, text.length())
                .results()
                .toList();
        for (int i = marks.size() - 1; i >= Math.max(0, marks.size() - MAX_MARKS); i--) {
            MatchResult mark = marks.get(i);
            Statement stated = after(text, mark);
            if (stated.direct() && Words.hasDigit(stated.text()) && !isSupposed(text, mark)) {
                return new Found(stated.text(), mark.start(), true);
            }
        }
        return null;
    }

    private static Statement after(String text, MatchResult mark) {
        return Statement.of(text.substring(mark.end(), Math.min(text.length(), mark.end() + MAX_STATEMENT)));
    }

    private static boolean isSupposed(String text, MatchResult mark) {
        return SUPPOSED.matcher(text.substring(Math.max(0, mark.start() - LOOK_BACK), mark.start()))
                .find();
    }

    /** Whether {@code ####} begins a section of the response and not its answer, which ends it. */
    private static boolean isHeading(String text, MatchResult mark) {
        if (text.charAt(mark.start()) != '#' || !mark.group().endsWith("#")) {
            return false;
        }
        int lineEnd = text.indexOf('\n', mark.end());
        return lineEnd >= 0
                && !text.substring(lineEnd).isBlank()
                && HEADING.matcher(text.substring(mark.end(), lineEnd).strip()).matches();
    }
}
