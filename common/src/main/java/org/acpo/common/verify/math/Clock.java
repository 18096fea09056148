package org.acpo.common.verify.math;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time of day.
 *
 * @param minutes since midnight, or since noon too where nothing says which half of the day is meant
 * @param exact whether the half of the day is known
 */
record Clock(int minutes, boolean exact) {
    private static final int HALF_DAY = 12 * 60;
    private static final String HALF =
            "([ap])\\s?\\.?\\s?m\\s?\\.?|(?:in the )?(morning|afternoon|evening)|(at night)|(noon|midnight)|(o[’']?clock)";
    private static final Pattern TIME =
            Pattern.compile("(\\d{1,2})(?:\\s?[:.]\\s?(\\d{2}))?\\s?(?:" + HALF + ")?", Pattern.CASE_INSENSITIVE);
    private static final Pattern COLON = Pattern.compile("\\d{1,2}\\s?:\\s?\\d{2}\\b.*");
    private static final Pattern HALF_ALONE = Pattern.compile("\\s?(?:" + HALF + ")\\s?", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOUR = Pattern.compile("\\d{1,2}");

    /** Whether the words say which half of the day is meant. */
    static boolean isHalf(String words) {
        return HALF_ALONE.matcher(words).matches();
    }

    /** Whether both are the same time; empty if either is none. Beside a full hour, a number alone is one. */
    static Optional<Boolean> equal(String a, String b) {
        Optional<Clock> x = of(a);
        Optional<Clock> y = of(b);
        x = x.isEmpty() && y.isPresent() ? hour(a) : x;
        y = y.isEmpty() && x.isPresent() ? hour(b) : y;
        return x.isPresent() && y.isPresent() ? Optional.of(x.get().isSame(y.get())) : Optional.empty();
    }

    /** The time that a cleaned answer is: with a colon, or with words that say which half of the day is meant. */
    static Optional<Clock> of(String text) {
        String plain = text.toLowerCase(Locale.ROOT);
        if (plain.equals("noon") || plain.equals("midnight")) {
            return Optional.of(new Clock(plain.equals("noon") ? HALF_DAY : 0, true));
        }
        Matcher time = TIME.matcher(plain);
        if (!time.matches()) {
            return Optional.empty();
        }
        boolean halved = time.group(3) != null
                || time.group(4) != null
                || time.group(5) != null
                || time.group(6) != null
                || time.group(7) != null;
        int hour = Integer.parseInt(time.group(1));
        int minute = time.group(2) == null ? 0 : Integer.parseInt(time.group(2));
        boolean possible =
                hour <= 24 && minute < 60 && (halved || COLON.matcher(plain).matches());
        return possible ? Optional.of(of(hour, 60 * hour + minute, time)) : Optional.empty();
    }

    private static Clock of(int hour, int minutes, Matcher time) {
        boolean morning =
                "a".equals(time.group(3)) || "morning".equals(time.group(4)) || "midnight".equals(time.group(6));
        boolean halved =
                time.group(3) != null || time.group(4) != null || time.group(5) != null || time.group(6) != null;
        if (hour > 12 || hour == 0) {
            return new Clock(minutes, true);
        }
        int sinceHalf = minutes % HALF_DAY;
        boolean late =
                halved && !morning && !(time.group(5) != null && hour < 6) && !(time.group(5) != null && hour == 12);
        return new Clock(late ? HALF_DAY + sinceHalf : sinceHalf, halved);
    }

    private static Optional<Clock> hour(String text) {
        boolean hour = HOUR.matcher(text).matches() && Integer.parseInt(text) <= 24;
        return hour ? of(text + ":00") : Optional.empty();
    }

    /** One that leaves the half of the day open is the same as either. */
    private boolean isSame(Clock other) {
        return exact && other.exact ? minutes == other.minutes : minutes % HALF_DAY == other.minutes % HALF_DAY;
    }
}
