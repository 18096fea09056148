package org.acpo.common.run;

/** Names under which {@code metrics.jsonl} reports, in practitioners' words; deploy/docs/guide.md explains them. */
public final class MetricNames {
    public static final String STEP = "step";
    public static final String EPOCH = "epoch";
    /** 1 or 2. */
    public static final String STAGE = "curriculum/stage";

    public static final String REWARD_MEAN = "reward/mean";
    public static final String REWARD_STD = "reward/std";
    /** Share of the step's training rollouts that are right, at their sampling temperature. */
    public static final String TRAIN_PASS_AT_1 = "train/pass@1";
    /** Share of the step's prompts of which at least one rollout is right. */
    public static final String TRAIN_PASS_AT_K = "train/pass@k";
    /** Mean token entropy in nats. */
    public static final String ENTROPY = "policy/entropy";

    public static final String KL = "policy/kl";
    public static final String LOSS = "policy/loss";
    public static final String CLIP_LOW = "policy/clip_frac_low";
    public static final String CLIP_HIGH = "policy/clip_frac_high";
    public static final String RATIO_MEAN = "policy/ratio_mean";
    public static final String RATIO_MIN = "policy/ratio_min";
    public static final String RATIO_MAX = "policy/ratio_max";
    /** Version of the weights that sampled the step's rollouts. */
    public static final String POLICY_VERSION = "policy/version";

    public static final String SEGMENTS_MEAN = "segments/mean";
    public static final String HELPFUL = "steps/helpful_frac";
    public static final String NEUTRAL = "steps/neutral_frac";
    public static final String HARMFUL = "steps/harmful_frac";
    /** Share of the failed responses (A_i &lt; 0) of which one step bears the blame. */
    public static final String BLAMED = "steps/blamed_frac";

    public static final String ATTRIBUTION_MEAN = "attribution/mean";
    public static final String ATTRIBUTION_STD = "attribution/std";
    /** Followed by the bucket: {@code last}, {@code last-1}, ...; the farthest one means "earlier". */
    public static final String RELIABILITY = "attribution/reliability/";

    public static final String LENGTH_MEAN = "response_length/mean";
    public static final String LENGTH_MAX = "response_length/max";
    public static final String TRUNCATED = "response_length/truncated_frac";
    public static final String ZERO_VARIANCE = "groups/zero_variance";
    public static final String ZERO_VARIANCE_FRAC = "groups/zero_variance_frac";
    public static final String HARD_FRAC = "groups/hard_frac";
    public static final String RESAMPLED = "groups/resampled";
    public static final String ROLLOUTS = "rollout/count";
    /** Tokens of all responses that the step sampled, those of groups that it gave up included. */
    public static final String RESPONSE_TOKENS = "rollout/response_tokens";

    /** Tokens of the continuations that Monte Carlo credit sampled, which no response holds. */
    public static final String BRANCH_TOKENS = "rollout/branch_tokens";

    public static final String MEAN_TEMPERATURE = "rollout/temperature_mean";
    /** Followed by the verdict's reason in lower case: how many rollouts got it. */
    public static final String VERIFIER = "verifier/";
    /** Followed by the verdict's reason in lower case: the share of rollouts that got it. */
    public static final String VERIFIER_RATE = "verifier_rate/";

    public static final String GRAD_NORM = "optim/grad_norm";
    public static final String LEARNING_RATE = "optim/learning_rate";
    public static final String SKIPPED = "optim/skipped";

    /** Response tokens of the step over its whole time. */
    public static final String TOKENS_PER_S = "perf/tokens_per_s";

    public static final String GENERATE_TOKENS_PER_S = "perf/generate_tokens_per_s";
    public static final String ATTRIBUTE_TOKENS_PER_S = "perf/attribute_tokens_per_s";
    public static final String UPDATE_TOKENS_PER_S = "perf/update_tokens_per_s";

    /** In use on the executor's GPU of which most is used, or by its process without one; in GB of 10⁹ bytes. */
    public static final String EXECUTOR_MEMORY = "perf/executor_memory_gb";

    /** The same of the driver. */
    public static final String DRIVER_MEMORY = "perf/driver_memory_gb";

    public static final String TIME_STEP = "time/step_s";
    public static final String TIME_GENERATE = "time/generate_s";
    public static final String TIME_VERIFY = "time/verify_s";
    public static final String TIME_ATTRIBUTE = "time/attribute_s";
    public static final String TIME_REFERENCE = "time/reference_s";
    public static final String TIME_UPDATE = "time/update_s";
    public static final String TIME_PUBLISH = "time/publish_s";
    /** Time that the step waited for its rollouts to be written, which goes on beside the update. */
    public static final String TIME_ROLLOUTS = "time/write_rollouts_s";

    public static final String TIME_EVALUATE = "time/evaluate_s";

    public static final String EVAL_PASS_AT_1 = "eval/pass@1";
    /** Ends of the 95% interval of {@link #EVAL_PASS_AT_1}. */
    public static final String EVAL_PASS_AT_1_LOW = "eval/pass@1_low";

    public static final String EVAL_PASS_AT_1_HIGH = "eval/pass@1_high";
    public static final String EVAL_PASS_AT_K = "eval/pass@k";
    public static final String EVAL_MAJ_AT_K = "eval/maj@k";
    public static final String EVAL_LENGTH = "eval/length_mean";
    public static final String EVAL_TRUNCATED = "eval/truncated_frac";
    public static final String EVAL_PROBLEMS = "eval/problems";

    private MetricNames() {}
}
