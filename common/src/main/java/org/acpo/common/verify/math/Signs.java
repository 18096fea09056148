package org.acpo.common.verify.math;

import java.util.LinkedHashMap;
import java.util.Map;

/** One spelling for each sign: what is layout goes, what is written in several ways is written in one. */
final class Signs {
    private static final Map<String, String> TABLE = new LinkedHashMap<>();

    static {
        String[][] pairs = {
            {"\\displaystyle", ""},
            {"\\boxed", ""},
            {"\\fbox", ""},
            {"\\textstyle", ""},
            {"\\limits", ""},
            {"\\$", ""},
            {"$", ""},
            {"\\!", ""},
            {"{,}", ""},
            {"{:}", ":"},
            {"€", ""},
            {"£", ""},
            {"¥", ""},
            {"\\pounds", ""},
            {"\\euro", ""},
            {"^{\\circ}", ""},
            {"^\\circ", ""},
            {"\\langle", "("},
            {"\\rangle", ")"},
            {"⟨", "("},
            {"⟩", ")"},
            {"\\longrightarrow", "\\to"},
            {"\\rightarrow", "\\to"},
            {"\\Rightarrow", "\\to"},
            {"\\implies", "\\to"},
            {"→", "\\to "},
            {"\\equiv", "≡"},
            {"\\setminus", "∖"},
            {"\\backslash", "∖"},
            {"\\degree", ""},
            {"°", ""},
            {"\\%", "%"},
            {"\\percent", "%"},
            {"\\dfrac", "\\frac"},
            {"\\tfrac", "\\frac"},
            {"\\cfrac", "\\frac"},
            {"\\dbinom", "\\binom"},
            {"\\tbinom", "\\binom"},
            {"\\lbrace", "\\{"},
            {"\\rbrace", "\\}"},
            {"\\{", "⦃"},
            {"\\}", "⦄"},
            {"\\emptyset", "∅"},
            {"\\varnothing", "∅"},
            {"\\lvert", "|"},
            {"\\rvert", "|"},
            {"\\vert", "|"},
            {"\\cdots", "…"},
            {"\\ldots", "…"},
            {"\\dots", "…"},
            {"\\cdot", "*"},
            {"\\times", "*"},
            {"×", "*"},
            {"·", "*"},
            {"\\div", "/"},
            {"÷", "/"},
            {"−", "-"},
            {"–", "-"},
            {"\\pm", "±"},
            {"\\mp", "∓"},
            {"\\infty", "∞"},
            {"\\cup", "∪"},
            {"\\approx", "≈"},
            {"\\quad", " ; "},
            {"\\qquad", " ; "},
            {"\\lor", ";"},
            {"\\colon", ":"},
            {"\\geqslant", "≥"},
            {"\\leqslant", "≤"},
            {"\\dagger", ""},
            {"**", "^"},
            {"~", " "},
            {"\\,", " "},
            {"\\;", " "},
            {"\\:", " "},
            {"\\ ", " "},
            {"\\(", " "},
            {"\\)", " "},
            {"\\[", " "},
            {"\\]", " "},
            {"<=", "≤"},
            {">=", "≥"},
            {"!=", "≠"},
            {"==", "="}
        };
        for (String[] pair : pairs) {
            TABLE.put(pair[0], pair[1]);
        }
    }

    private Signs() {}

    /** The text with all signs in their one spelling; earlier replacements may make room for later ones. */
    static String replace(String text) {
        String replaced = text;
        for (Map.Entry<String, String> sign : TABLE.entrySet()) {
            replaced = replaced.replace(sign.getKey(), sign.getValue());
        }
        return replaced;
    }
}
