package org.acpo.common.advantage;

/**
 * Decides how much of its response's outcome advantage each step gets (method.md section 4). A rule is one file, a name in
 * {@link AdvantageConfig.Credit} and a line in {@link CreditRules}. Pure: the same batch gives the same credit. Driver side.
 */
@FunctionalInterface
public interface CreditRule {
    /** The batch with the advantage of every step, its groups and rollouts in the same order. */
    CreditedBatch credit(AttributedBatch batch);
}
