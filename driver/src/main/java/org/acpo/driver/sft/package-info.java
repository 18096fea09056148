/**
 * Supervised training of a policy on worked solutions ({@code acpo sft}), in one process and without Spark jobs: a small
 * base policy from nothing, or any Hugging Face model. Reinforcement learning does not belong here.
 */
@NullMarked
package org.acpo.driver.sft;

import org.jspecify.annotations.NullMarked;
