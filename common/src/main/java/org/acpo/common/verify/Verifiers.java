package org.acpo.common.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.acpo.common.UserException;
import org.acpo.common.config.ConfigException;
import org.acpo.common.problem.Problem;
import org.acpo.common.verify.Verdict.Reason;
import org.acpo.common.verify.VerifierConfig.Kind;
import org.acpo.common.verify.WeightedSum.Part;
import org.jspecify.annotations.Nullable;

/** Makes the verifier that the configuration asks for, and holds gold answers against it. */
public final class Verifiers {
    private static final int MAX_QUOTED = 80;

    private Verifiers() {}

    /**
     * The verifier with its reward shaping and its deadline.
     *
     * @param maxNewTokens the response limit of the sampling it judges, for the overlong penalty
     */
    public static Verifier of(VerifierConfig config, int maxNewTokens) {
        Verifier verifier = RewardShaping.of(config, maxNewTokens).around(ofKind(config.kind(), config));
        return new TimedVerifier(verifier, config.deadlineMillis());
    }

    private static Verifier ofKind(Kind kind, VerifierConfig config) {
        Verifier countdown = new CountdownVerifier(config.lastNumber(), config.openThought());
        return switch (kind) {
            case MATH -> new ByProblem(new MathVerifier(config.lastNumber(), config.openThought()), countdown);
            case COUNTDOWN -> countdown;
            case CODE -> new CodeVerifier(config.code());
            case CUSTOM -> CustomVerifiers.load(Objects.requireNonNull(config.className()));
            case SUM -> sum(config);
        };
    }

    private static Verifier sum(VerifierConfig config) {
        List<Part> parts = new ArrayList<>();
        config.weights().forEach((name, weight) -> parts.add(new Part(part(name, config), weight)));
        return new WeightedSum(new ArrayList<>(parts));
    }

    private static Verifier part(String name, VerifierConfig config) {
        for (Kind kind : Kind.values()) {
            if (name.equals(lowerCase(kind))) {
                if (kind == Kind.SUM) {
                    throw new ConfigException(
                            "verifier.weights has the part 'sum', but a sum cannot hold a sum; name its parts");
                }
                return ofKind(kind, config);
            }
        }
        return CustomVerifiers.load(name);
    }

    /**
     * Holds every gold answer against the verifier, once, when problems are loaded. Driver side.
     *
     * @throws UserException naming the first problem whose answer no response can be held against
     */
    public static void checkGold(Verifier verifier, Collection<Problem> problems) {
        List<String> ids = new ArrayList<>();
        String first = null;
        for (Problem problem : problems) {
            String fault = verifier.goldFault(problem);
            if (fault != null) {
                ids.add(problem.id());
                first = first == null
                        ? "problem '" + problem.id() + "': the answer " + quote(problem.answer()) + " " + fault
                        : first;
            }
        }
        if (first != null) {
            throw new UserException(first + "; correct it or remove the problem" + others(ids));
        }
    }

    private static String others(List<String> ids) {
        if (ids.size() == 1) {
            return "";
        }
        return " (and " + (ids.size() - 1) + " more, such as '" + ids.get(1) + "')";
    }

    private static String quote(String answer) {
        String line = answer.replaceAll("\\s+", " ");
        return "'" + (line.length() <= MAX_QUOTED ? line : line.substring(0, MAX_QUOTED - 3) + "...") + "'";
    }

    /** Math, but for the problems that declare another verifier. */
    private record ByProblem(Verifier math, Verifier countdown) implements Verifier {
        private static final long serialVersionUID = 1L;

        @Override
        public Verdict verify(Problem problem, String response, int responseTokens, boolean truncated) {
            Verifier verifier = of(problem);
            return verifier == null
                    ? Verdict.none(Reason.GOLD_UNPARSABLE)
                    : verifier.verify(problem, response, responseTokens, truncated);
        }

        @Override
        public @Nullable String goldFault(Problem problem) {
            Verifier verifier = of(problem);
            return verifier == null
                    ? "is for the verifier '" + problem.verifier() + "', but a problem can name math or countdown"
                    : verifier.goldFault(problem);
        }

        private @Nullable Verifier of(Problem problem) {
            String name = problem.verifier();
            if (name == null || name.equals(lowerCase(Kind.MATH))) {
                return math;
            }
            return name.equals(lowerCase(Kind.COUNTDOWN)) ? countdown : null;
        }
    }

    private static String lowerCase(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
