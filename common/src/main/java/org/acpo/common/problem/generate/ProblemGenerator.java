package org.acpo.common.problem.generate;

import java.util.Optional;
import org.acpo.common.random.CounterRandom;

/** Makes problems of one kind. Implementations are immutable and pure: equal streams give equal drafts. */
interface ProblemGenerator {

    /** One problem, or empty where the random choices led to a dead end; the caller then tries another stream. */
    Optional<Draft> draft(CounterRandom random);
}
