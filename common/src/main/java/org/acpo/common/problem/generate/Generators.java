package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.acpo.common.UserException;
import org.acpo.common.config.NearestName;
import org.acpo.common.config.Require;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.SourceConfig;
import org.acpo.common.problem.SourceConfig.Split;
import org.acpo.common.problem.StepJudge;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.random.StableHash;

/**
 * The table of built-in generators, and the problem sets made of them. A set is a pure function of (generator, params,
 * seed, split); a larger count extends it. Which split a problem belongs to is a property of the problem alone (one
 * problem in five is held out), so training and held-out problems are disjoint for any seeds, counts and parameters.
 */
public final class Generators {
    /** {@link Problem#source()} of every generated problem. */
    public static final String SOURCE = "generator";

    private static final String PATH = "data.params.";
    private static final int HELD_OUT_SHARE = 5;

    private static final Map<String, Function<Params, ProblemGenerator>> TABLE = new TreeMap<>(Map.of(
            ChainedArithmetic.NAME, ChainedArithmetic::new,
            ModularChain.NAME, ModularChain::new,
            LongAddition.NAME, LongAddition::new,
            Sorting.NAME, Sorting::new,
            Equations.NAME, Equations::new,
            WordProblem.NAME, WordProblem::new,
            Countdown.NAME, Countdown::new));

    private Generators() {}

    /**
     * The problems that {@code config} describes: {@code config.count()} of them or the {@code config.limit()} first, no two
     * alike. Driver side.
     *
     * @throws UserException if the generator or a parameter is unknown or out of range, or if the parameters allow fewer
     *     different problems than asked for
     */
    public static List<Problem> generate(SourceConfig config) {
        String name = Objects.requireNonNull(config.generator());
        ProblemGenerator generator = of(name, PATH, config.params());
        int wanted = config.limit() == 0 ? config.count() : Math.min(config.count(), config.limit());
        List<Problem> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        long fruitless = 0;
        for (long attempt = 0; problems.size() < wanted; attempt++) {
            CounterRandom random = CounterRandom.stream(config.seed(), "problem/" + name, attempt);
            Optional<Draft> draft = generator.draft(random).filter(d -> split(d) == config.split());
            if (draft.isPresent() && seen.add(draft.get().key())) {
                problems.add(problem(config, name, problems.size(), draft.get()));
                fruitless = 0;
            } else if (++fruitless > patience(problems.size())) {
                throw exhausted(config, name, problems.size());
            }
        }
        return problems;
    }

    /**
     * Who knows the problem's right steps: its generator where there are several ways to the answer or steps beside them,
     * else the worked solution; empty without any.
     */
    public static Optional<StepJudge> judge(Problem problem) {
        if (SOURCE.equals(problem.source()) && Equations.NAME.equals(problem.subject())) {
            return Optional.of(Equations.judge(problem));
        }
        return Optional.ofNullable(problem.solution()).map(StepJudge::ofSolution);
    }

    /**
     * The problem with the verifier that its generator asks for: any right expression solves a countdown problem. Others
     * are given back as they are.
     */
    public static Problem withVerifier(Problem problem) {
        boolean countdown = SOURCE.equals(problem.source()) && Countdown.NAME.equals(problem.subject());
        return countdown ? problem.judgedBy(Countdown.VERIFIER) : problem;
    }

    static ProblemGenerator of(String name, String path, Map<String, Object> values) {
        if (name.equals(Mixture.NAME)) {
            return new Mixture(path, values);
        }
        Function<Params, ProblemGenerator> factory = TABLE.get(name);
        List<String> names = new ArrayList<>(TABLE.keySet());
        names.add(Mixture.NAME);
        Require.that(factory != null, "data.generator", name, NearestName.expected(name, names));
        Params params = new Params(path, values);
        ProblemGenerator generator = Objects.requireNonNull(factory).apply(params);
        params.refuseUnknown();
        return generator;
    }

    private static Split split(Draft draft) {
        boolean heldOut = Long.remainderUnsigned(StableHash.of(draft.key()), HELD_OUT_SHARE) == 0;
        return heldOut ? Split.HELD_OUT : Split.TRAIN;
    }

    /** Attempts without a new problem after which the rest, if any, is too rare to wait for. */
    private static long patience(int found) {
        return 20_000 + 100L * found;
    }

    private static Problem problem(SourceConfig config, String name, int index, Draft draft) {
        String split = config.split().name().toLowerCase(Locale.ROOT);
        String id = name + "-" + split + "-" + config.seed() + "-" + index;
        return withVerifier(new Problem(
                id, draft.text(), draft.answer(), draft.level(), draft.subject(), SOURCE, draft.solution()));
    }

    private static UserException exhausted(SourceConfig config, String name, int found) {
        return new UserException("data.count is " + config.count() + ", but generator " + name + " with params "
                + config.params() + " has only " + found + " different "
                + config.split().name().toLowerCase(Locale.ROOT)
                + " problems; lower count or widen the params");
    }
}
