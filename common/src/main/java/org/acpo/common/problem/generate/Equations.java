package org.acpo.common.problem.generate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.acpo.common.config.Require;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.StepJudge;
import org.acpo.common.problem.generate.EquationSystem.Equation;
import org.acpo.common.random.CounterRandom;

/**
 * Named quantities modulo m, defined by one another, some of which are asked for. {@code inputs} are given; each of the
 * {@code min_steps} to {@code max_steps} needed ones changes one quantity or joins two, until one is left, and every one of
 * them matters. {@code distractors} hang off them and are not needed. Any order that works out a quantity after those that
 * it refers to is a valid path: the worked solution's is random, and up to {@code detours} steps of it are not needed. With
 * {@code asked} above 1 the answer is a tuple, which a partial solution reveals one by one.
 */
final class Equations implements ProblemGenerator {
    static final String NAME = "equations";

    private static final Pattern TEXT = Pattern.compile("(.*)\\. Work modulo (\\d+)\\. What (?:is|are) (.*)\\?");
    private static final int MAX_INPUTS = 6;
    private static final int MAX_STEPS = 10;
    private static final int MAX_DISTRACTORS = 8;

    private final ModularArithmetic arithmetic;
    private final List<Operation> joins;
    private final int inputs;
    private final int minSteps;
    private final int maxSteps;
    private final int asked;
    private final int distractors;
    private final int detours;

    private enum Role {
        JOIN,
        CHANGE,
        DISTRACTOR
    }

    Equations(Params params) {
        arithmetic = new ModularArithmetic(params);
        joins = arithmetic.operations().stream()
                .filter(operation -> operation != Operation.MULTIPLY)
                .toList();
        inputs = params.integer("inputs", 2, 1, MAX_INPUTS);
        Require.that(
                inputs == 1 || !joins.isEmpty(),
                "data.params.operations",
                arithmetic.operations(),
                "with add or subtract, which join two quantities, unless inputs is 1");
        int least = Math.max(1, inputs - 1);
        minSteps = params.integer("min_steps", Math.max(2, least), least, MAX_STEPS);
        maxSteps = params.integer("max_steps", Math.max(4, minSteps), minSteps, MAX_STEPS);
        asked = params.integer("asked", 1, 1, minSteps);
        distractors = params.integer("distractors", 0, 0, MAX_DISTRACTORS);
        detours = params.integer("detours", 0, 0, distractors);
    }

    @Override
    public Optional<Draft> draft(CounterRandom random) {
        int steps = random.nextInt(minSteps, maxSteps);
        EquationSystem system = new EquationSystem(arithmetic.modulus());
        List<String> asked = asked(state(system, steps, random), random);
        String text = system.all().stream().map(Equation::statement).collect(Collectors.joining(", "))
                + ". Work modulo " + arithmetic.modulus() + ". What " + (asked.size() == 1 ? "is " : "are ")
                + String.join(", ", asked) + "?";
        String values =
                asked.stream().map(name -> "" + system.get(name).value()).collect(Collectors.joining(", "));
        String answer = asked.size() == 1 ? values : "(" + values + ")";
        return Optional.of(new Draft(text, text, answer, steps, NAME, lines(system, asked, random)));
    }

    /** States all quantities and returns the names of the needed ones, in their order. */
    private List<String> state(EquationSystem system, int steps, CounterRandom random) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            names.add(name(i));
            system.add(name(i) + "=" + arithmetic.residue(random));
        }
        List<Role> roles = new ArrayList<>(Collections.nCopies(inputs - 1, Role.JOIN));
        roles.addAll(Collections.nCopies(steps - inputs + 1, Role.CHANGE));
        roles.addAll(Collections.nCopies(distractors, Role.DISTRACTOR));
        random.shuffle(roles);
        List<String> unused = new ArrayList<>(names);
        List<String> needed = new ArrayList<>();
        for (Role role : roles) {
            String name = name(names.size());
            String left = role == Role.DISTRACTOR ? random.choose(names) : take(unused, random);
            Operation operation = random.choose(role == Role.JOIN ? joins : arithmetic.operations());
            String right =
                    role == Role.JOIN ? take(unused, random) : String.valueOf(arithmetic.operand(operation, random));
            system.add(name + ": " + left + operation.sign() + right);
            names.add(name);
            if (role != Role.DISTRACTOR) {
                unused.add(name);
                needed.add(name);
            }
        }
        return needed;
    }

    private static String name(int index) {
        return String.valueOf((char) ('a' + index));
    }

    private static String take(List<String> names, CounterRandom random) {
        return names.remove(random.nextInt(names.size()));
    }

    /** The last of the needed quantities, which depends on all others, and some of the others, in their order. */
    private List<String> asked(List<String> needed, CounterRandom random) {
        List<String> others = new ArrayList<>(needed.subList(0, needed.size() - 1));
        while (others.size() >= asked) {
            take(others, random);
        }
        others.add(needed.get(needed.size() - 1));
        return others;
    }

    /** Works out quantities in a random order until all that is asked is known. */
    private List<String> lines(EquationSystem system, List<String> asked, CounterRandom random) {
        Set<String> needed = system.needed(asked);
        Set<String> known = new HashSet<>();
        List<Equation> open = new ArrayList<>();
        system.all().forEach(e -> {
            if (e.operands().isEmpty()) {
                known.add(e.name());
            } else {
                open.add(e);
            }
        });
        int unneeded = random.nextInt(0, detours);
        List<String> lines = new ArrayList<>();
        while (!known.containsAll(needed)) {
            boolean mayStray = unneeded > 0;
            Equation next = random.choose(open.stream()
                    .filter(e -> known.containsAll(e.operands()) && (mayStray || needed.contains(e.name())))
                    .toList());
            unneeded -= needed.contains(next.name()) ? 0 : 1;
            open.remove(next);
            known.add(next.name());
            lines.add(next.line());
        }
        return lines;
    }

    /**
     * Judges by the equations that the problem's text states: a line is right when it works a quantity out as a worked solution
     * does, wherever it stands, and needed if what is asked depends on that quantity.
     */
    static StepJudge judge(Problem problem) {
        Matcher text = TEXT.matcher(problem.problem());
        if (!text.matches()) {
            throw new IllegalArgumentException("problem " + problem.id() + " is none of " + NAME);
        }
        EquationSystem system = new EquationSystem(Integer.parseInt(text.group(2)));
        List.of(text.group(1).split(", ")).forEach(system::add);
        Set<String> needed = system.needed(List.of(text.group(3).split(", ")));
        Set<String> neededLines = new HashSet<>(Set.of(Draft.answerLine(problem.answer())));
        Set<String> otherLines = new HashSet<>();
        system.all().forEach(e -> (needed.contains(e.name()) ? neededLines : otherLines).add(e.line()));
        return StepJudge.ofFacts(neededLines, otherLines);
    }
}
