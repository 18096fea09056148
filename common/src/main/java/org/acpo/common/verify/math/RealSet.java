package org.acpo.common.verify.math;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A set of real numbers as separate intervals in rising order; a point is an interval closed at both ends. */
record RealSet(List<Interval> intervals) {
    private static final Pattern POSITIVE = Pattern.compile("ℝ\\s*[\\^_]\\s*\\{?\\s*\\+\\s*\\}?");
    private static final double TOLERANCE = 1e-9;

    /** From {@code low} to {@code high}, which may be infinite. */
    record Interval(double low, double high, boolean hasLow, boolean hasHigh) {
        boolean isEmpty() {
            return low > high || (low == high && !(hasLow && hasHigh));
        }
    }

    static final RealSet ALL =
            new RealSet(List.of(new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, false)));

    static RealSet of(double low, double high, boolean hasLow, boolean hasHigh) {
        return union(List.of(new Interval(low, high, hasLow, hasHigh)));
    }

    static RealSet point(double value) {
        return of(value, value, true, true);
    }

    private static RealSet union(List<Interval> parts) {
        List<Interval> sorted = new ArrayList<>(parts);
        sorted.removeIf(Interval::isEmpty);
        sorted.sort(Comparator.comparingDouble(Interval::low).thenComparing(i -> !i.hasLow));
        List<Interval> merged = new ArrayList<>();
        for (Interval next : sorted) {
            Interval last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            boolean touches =
                    last != null && (next.low < last.high || (next.low == last.high && (next.hasLow || last.hasHigh)));
            if (last == null || !touches) {
                merged.add(next);
                continue;
            }
            boolean further = next.high > last.high || (next.high == last.high && next.hasHigh);
            merged.set(
                    merged.size() - 1,
                    new Interval(
                            last.low,
                            further ? next.high : last.high,
                            last.hasLow,
                            further ? next.hasHigh : last.hasHigh));
        }
        return new RealSet(merged);
    }

    RealSet union(RealSet other) {
        List<Interval> both = new ArrayList<>(intervals);
        both.addAll(other.intervals);
        return union(both);
    }

    /** What is not in this set. */
    RealSet complement() {
        List<Interval> gaps = new ArrayList<>();
        double from = Double.NEGATIVE_INFINITY;
        boolean hasFrom = false;
        for (Interval interval : intervals) {
            gaps.add(new Interval(from, interval.low, hasFrom, !interval.hasLow && Double.isFinite(interval.low)));
            from = interval.high;
            hasFrom = !interval.hasHigh && Double.isFinite(from);
        }
        gaps.add(new Interval(from, Double.POSITIVE_INFINITY, hasFrom, false));
        return union(gaps);
    }

    RealSet intersection(RealSet other) {
        return complement().union(other.complement()).complement();
    }

    /** Whether both have the same ends, to rounding, and the same ends belong to them. */
    boolean isSame(RealSet other) {
        boolean same = intervals.size() == other.intervals.size();
        for (int i = 0; same && i < intervals.size(); i++) {
            Interval a = intervals.get(i);
            Interval b = other.intervals.get(i);
            same = close(a.low, b.low) && close(a.high, b.high) && a.hasLow == b.hasLow && a.hasHigh == b.hasHigh;
        }
        return same;
    }

    private static boolean close(double a, double b) {
        boolean finite = Double.isFinite(a) && Double.isFinite(b);
        return a == b || (finite && Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b))));
    }

    /** The set that an answer describes: intervals, unions, differences, and inequalities in one variable. */
    static Optional<RealSet> of(Form form) {
        if (form instanceof Form.Text text) {
            return POSITIVE.matcher(text.text()).matches()
                    ? Optional.of(of(0, Double.POSITIVE_INFINITY, false, false))
                    : text.text().equals("ℝ") ? Optional.of(ALL) : Optional.empty();
        }
        if (form instanceof Form.Named named) {
            return Inequalities.number(named.value()).map(RealSet::point);
        }
        if (form instanceof Form.Value value) {
            return value.text().equals("ℝ") ? Optional.of(ALL) : Optional.empty();
        }
        if (form instanceof Form.Bracketed bracketed) {
            return bracketed.isSet() ? points(bracketed.items()) : interval(bracketed);
        }
        if (form instanceof Form.Union union) {
            return united(union.parts());
        }
        if (form instanceof Form.Several several) {
            return several(several.items());
        }
        if (form instanceof Form.Difference difference) {
            return of(difference.from())
                    .flatMap(from -> of(difference.without()).map(out -> from.intersection(out.complement())));
        }
        if (form instanceof Form.Relation relation) {
            return Inequalities.solve(relation);
        }
        return form instanceof Form.Chain chain ? together(chain.relations()) : Optional.empty();
    }

    /** Whether the form, one or several pairs of numbers in brackets, may as well be a list of pairs as intervals. */
    static boolean mayBePairs(Form form) {
        if (form instanceof Form.Several several) {
            return several.items().stream().allMatch(RealSet::mayBePairs);
        }
        return form instanceof Form.Bracketed bracketed
                && !bracketed.isSet()
                && (bracketed.open() == '(') == (bracketed.close() == ')')
                && bracketed.items().stream()
                        .allMatch(item -> Inequalities.number(item)
                                .filter(number -> number.isInfinite())
                                .isEmpty());
    }

    /** The names of what the relations among the forms restrict. */
    static Set<String> variables(List<? extends Form> forms) {
        Set<String> names = new TreeSet<>();
        for (Form form : forms) {
            if (form instanceof Form.Relation relation) {
                Numeric.collectVariables(relation.left(), names);
                Numeric.collectVariables(relation.right(), names);
            } else if (form instanceof Form.Named named) {
                names.add(named.name());
            } else if (form instanceof Form.Chain chain) {
                names.addAll(variables(chain.relations()));
            } else if (form instanceof Form.Several several) {
                names.addAll(variables(several.items()));
            } else if (form instanceof Form.Union union) {
                names.addAll(variables(union.parts()));
            }
        }
        return names;
    }

    private static Optional<RealSet> points(List<Form> items) {
        RealSet set = new RealSet(List.of());
        for (Form item : items) {
            Optional<Double> value = Inequalities.number(item);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            set = set.union(point(value.get()));
        }
        return Optional.of(set);
    }

    private static Optional<RealSet> interval(Form.Bracketed bracketed) {
        List<Form> items = bracketed.items();
        if (items.size() != 2 || "([".indexOf(bracketed.open()) < 0 || ")]".indexOf(bracketed.close()) < 0) {
            return Optional.empty();
        }
        Optional<Double> low = Inequalities.number(items.get(0));
        return low.flatMap(from -> Inequalities.number(items.get(1))
                .filter(to -> from < to || (from.equals(to) && bracketed.open() == '[' && bracketed.close() == ']'))
                .map(to -> of(
                        from,
                        to,
                        bracketed.open() == '[' && Double.isFinite(from),
                        bracketed.close() == ']' && Double.isFinite(to))));
    }

    private static Optional<RealSet> united(List<? extends Form> parts) {
        RealSet set = new RealSet(List.of());
        for (Form part : parts) {
            Optional<RealSet> next = of(part);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            set = set.union(next.get());
        }
        return Optional.of(set);
    }

    private static Optional<RealSet> together(List<? extends Form> parts) {
        RealSet set = ALL;
        for (Form part : parts) {
            Optional<RealSet> next = of(part);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            set = set.intersection(next.get());
        }
        return Optional.of(set);
    }

    /** Inequalities side by side are alternatives, unless that would leave nothing out: then they hold together. */
    private static Optional<RealSet> several(List<Form> items) {
        if (variables(items).size() > 1) {
            return Optional.empty();
        }
        boolean relations = items.stream()
                .allMatch(i -> i instanceof Form.Relation
                        || i instanceof Form.Named
                        || i instanceof Form.Chain
                        || (i instanceof Form.Bracketed b && !b.isSet()));
        Optional<RealSet> any = relations ? united(items) : Optional.empty();
        return any.isPresent() && any.get().isSame(ALL) ? together(items) : any;
    }
}
