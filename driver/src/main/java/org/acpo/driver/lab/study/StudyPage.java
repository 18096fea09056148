package org.acpo.driver.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.acpo.common.lab.CreditScore;
import org.acpo.common.run.MetricNames;
import org.acpo.driver.lab.study.Bootstrap.Interval;
import org.acpo.driver.report.Page;

/**
 * The page of a study: per task the learning curves, the table of methods, and how well credit met the truth; then all tasks
 * together. {@code study.js} reads the names of these components.
 *
 * @param allTasks rows of the comparison over all tasks; none for one task
 */
record StudyPage(String baseline, int methods, int runs, List<TaskResults> tasks, List<Map<String, Object>> allTasks) {
    private static final String RESOURCES = "/org/acpo/driver/lab/study/study.";
    private static final int INTERVALS = 60;

    /**
     * One task.
     *
     * @param tokens generated tokens at which the curves are given, up to what every run has spent
     * @param methods rows of the comparison
     */
    record TaskResults(
            String name,
            double[] tokens,
            List<MethodCurve> curves,
            List<Map<String, Object>> methods,
            List<MethodCredit> credit) {}

    /** Mean pass@1 over seeds, and its interval, which one seed has not (NaN). */
    record MethodCurve(String label, double[] mean, double[] low, double[] high) {}

    /** Means over all steps and seeds of what credit scored, by metric; NaN where none was scored. */
    record MethodCredit(String method, Map<String, Double> means) {}

    static String render(
            StudyConfig config,
            List<Map<String, Object>> comparison,
            List<LearningCurve> curves,
            List<Map<String, Object>> steps) {
        List<TaskResults> tasks = new ArrayList<>();
        grouped(curves, curve -> curve.run().task())
                .forEach((task, ofTask) -> tasks.add(task(task, ofTask, comparison, steps)));
        int methods = grouped(curves, curve -> curve.run().method()).size();
        StudyPage page = new StudyPage(
                config.baseline(), methods, curves.size(), tasks, ofTask(Comparison.ALL_TASKS, comparison));
        return Page.render("Study", RESOURCES + "html", List.of(RESOURCES + "js"), StudyTable.json(page));
    }

    private static TaskResults task(
            String name,
            List<LearningCurve> curves,
            List<Map<String, Object>> comparison,
            List<Map<String, Object>> steps) {
        double budget = curves.stream()
                .mapToDouble(curve -> curve.last().tokens())
                .min()
                .orElse(0);
        double[] tokens = IntStream.rangeClosed(0, budget == 0 ? 0 : INTERVALS)
                .mapToDouble(i -> budget * i / INTERVALS)
                .toArray();
        List<MethodCurve> means = new ArrayList<>();
        grouped(curves, curve -> curve.run().method())
                .forEach((method, seeds) -> means.add(curve(method + " (" + seeds.size() + ")", seeds, tokens)));
        List<MethodCredit> credit = new ArrayList<>();
        grouped(ofTask(name, steps), row -> String.valueOf(row.get("method")))
                .forEach((method, rows) -> credit.add(new MethodCredit(method, means(rows))));
        return new TaskResults(name, tokens, means, ofTask(name, comparison), credit);
    }

    private static MethodCurve curve(String label, List<LearningCurve> seeds, double[] tokens) {
        List<Interval> at = DoubleStream.of(tokens)
                .mapToObj(t -> Bootstrap.of(
                        seeds.stream().mapToDouble(seed -> seed.passAt1(t)).toArray()))
                .toList();
        return new MethodCurve(
                label,
                at.stream().mapToDouble(Interval::mean).toArray(),
                at.stream().mapToDouble(Interval::low).toArray(),
                at.stream().mapToDouble(Interval::high).toArray());
    }

    private static Map<String, Double> means(List<Map<String, Object>> rows) {
        Set<String> names = new LinkedHashSet<>(new CreditScore().metrics().keySet());
        names.add(MetricNames.RELIABILITY + "last");
        Map<String, Double> means = new LinkedHashMap<>();
        for (String name : names) {
            means.put(
                    name,
                    rows.stream()
                            .mapToDouble(row -> LearningCurve.number(row, name, Double.NaN))
                            .filter(value -> !Double.isNaN(value))
                            .average()
                            .orElse(Double.NaN));
        }
        return means;
    }

    private static List<Map<String, Object>> ofTask(String task, List<Map<String, Object>> rows) {
        return rows.stream().filter(row -> task.equals(row.get("task"))).toList();
    }

    private static <T> Map<String, List<T>> grouped(List<T> items, Function<T, String> name) {
        return items.stream().collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.toList()));
    }
}
