package org.acpo.common.curriculum;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.acpo.common.rollout.RolloutConfig;

/**
 * Two-level, difficulty-aware sampling (method.md section 1). The budget of a step is prompts · {@code
 * samples_per_prompt} rollouts. Level 1 takes {@code first_level} of each prompt; level 2 gives the rest to the prompts by
 * their level-1 pass rate: easy ones get none, the others share it evenly but that a hard one gets two for every one of a
 * medium one, and no prompt gets more than {@code max_samples_per_prompt} over both levels. What then is left (all easy,
 * or all others at the maximum) stays unspent: more samples of solved prompts would teach nothing.
 */
public final class SamplingPlan {
    private static final int HARD_SHARE = 2;

    private SamplingPlan() {}

    /**
     * A sampling order for one prompt.
     *
     * @param prompt its place in the step, from 0
     * @param firstIndex rollout index of the first sample; level 2 continues where level 1 ended
     * @param samples how many
     * @param level sampling level, 1 or 2
     */
    public record Request(int prompt, int firstIndex, int samples, double temperature, int level)
            implements Serializable {}

    /** Whether the step is sampled in two levels. */
    public static boolean isHierarchical(RolloutConfig config, int stage) {
        return config.hierarchical().enabled() && config.hierarchical().stages().contains(stage);
    }

    /** Level 1 of every prompt at τ_base; the whole budget when sampling is not hierarchical in this stage. */
    public static List<Request> firstLevel(RolloutConfig config, int stage, int prompts) {
        int samples = isHierarchical(config, stage) ? config.hierarchical().firstLevel() : config.samplesPerPrompt();
        return IntStream.range(0, prompts)
                .mapToObj(prompt -> new Request(prompt, 0, samples, config.temperature(), 1))
                .toList();
    }

    /**
     * Level 2, in the order of the prompts: hard ones (pass rate ≤ {@code hard_at}) at τ_hard, medium ones at τ_base,
     * none for easy ones (≥ {@code easy_at}). Empty when sampling is not hierarchical in this stage.
     *
     * @param passRates level-1 pass rate of every prompt of the step
     */
    public static List<Request> secondLevel(RolloutConfig config, int stage, double[] passRates) {
        if (!isHierarchical(config, stage)) {
            return List.of();
        }
        RolloutConfig.Hierarchical levels = config.hierarchical();
        int[] samples = allocate(config, passRates);
        List<Request> requests = new ArrayList<>();
        for (int prompt = 0; prompt < samples.length; prompt++) {
            if (samples[prompt] > 0) {
                boolean hard = passRates[prompt] <= levels.hardAt();
                double temperature = hard ? levels.hardTemperature() : config.temperature();
                requests.add(new Request(prompt, levels.firstLevel(), samples[prompt], temperature, 2));
            }
        }
        return requests;
    }

    /** One sample after another to the prompt that has least of its share; of equals the hard one, then the first. */
    private static int[] allocate(RolloutConfig config, double[] passRates) {
        RolloutConfig.Hierarchical levels = config.hierarchical();
        int most = levels.maxSamplesPerPrompt() - levels.firstLevel();
        int[] shares = new int[passRates.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = passRates[i] <= levels.hardAt() ? HARD_SHARE : passRates[i] >= levels.easyAt() ? 0 : 1;
        }
        int[] samples = new int[passRates.length];
        int budget = passRates.length * (config.samplesPerPrompt() - levels.firstLevel());
        for (int next = 0; budget > 0 && next >= 0; budget--) {
            next = neediest(samples, shares, most);
            if (next >= 0) {
                samples[next]++;
            }
        }
        return samples;
    }

    private static int neediest(int[] samples, int[] shares, int most) {
        int neediest = -1;
        for (int i = 0; i < samples.length; i++) {
            if (shares[i] > 0 && samples[i] < most && (neediest < 0 || needsMore(samples, shares, i, neediest))) {
                neediest = i;
            }
        }
        return neediest;
    }

    /** Whether i has less of its share than j, or as little and the larger share; fractions compared crosswise. */
    private static boolean needsMore(int[] samples, int[] shares, int i, int j) {
        int order = Integer.compare(samples[i] * shares[j], samples[j] * shares[i]);
        return order < 0 || (order == 0 && shares[i] > shares[j]);
    }
}
