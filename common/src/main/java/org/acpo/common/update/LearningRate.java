package org.acpo.common.update;

/** Learning-rate schedules: a linear warm-up to the peak, then constant, linear or cosine. */
public final class LearningRate {
    private LearningRate() {}

    /**
     * The learning rate of optimizer step {@code step}, from 1 to {@code total}. During warm-up it is peak · step /
     * warmup_steps, so the first step already learns; then it falls from the peak to peak · final_ratio, which the last
     * step has. Beyond {@code total} it stays there.
     */
    public static double at(long step, long total, OptimizerConfig config) {
        double peak = config.learningRate();
        if (step <= config.warmupSteps()) {
            return peak * step / config.warmupSteps();
        }
        double falling = (double) total - config.warmupSteps();
        double progress = falling <= 0 ? 1 : Math.min(1, (step - config.warmupSteps()) / falling);
        double share = switch (config.schedule()) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - progress;
            case COSINE -> (1 + Math.cos(Math.PI * progress)) / 2;
        };
        return peak * (config.finalRatio() + (1 - config.finalRatio()) * share);
    }
}
