package org.acpo.driver.inference;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acpo.common.problem.PromptConfig;
import org.acpo.common.random.RolloutRandom;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.executors.engine.Policy;
import org.acpo.executors.model.ModelFolder;
import org.acpo.executors.rollout.StopTokens;
import org.acpo.executors.sampling.SampleRequest;
import org.acpo.executors.sampling.SampledResponse;
import org.acpo.executors.sampling.Sampler;
import org.acpo.executors.sampling.SamplingOptions;
import org.acpo.executors.tokenizer.Message;
import org.acpo.executors.tokenizer.PromptEncoder;
import org.acpo.executors.tokenizer.Tokenizer;
import org.apache.hadoop.conf.Configuration;

/**
 * A conversation with a model in this process, without Spark. A model with a chat template remembers the turns; one without
 * completes each prompt for itself. Used by one thread.
 */
public final class Chat implements AutoCloseable {
    /** Stands for the problem in the random numbers. */
    private static final String ID = "chat";

    private final TrainConfig config;
    private final Tokenizer tokenizer;
    private final Policy policy;
    private final PromptEncoder plain;
    private final LocalDateTime now;
    private final List<Message> turns = new ArrayList<>();
    private int answered;
    private long tokens;

    private Chat(TrainConfig config, Tokenizer tokenizer, Policy policy) {
        this.config = config;
        this.tokenizer = tokenizer;
        this.policy = policy;
        PromptConfig prompt = config.prompt();
        this.plain =
                new PromptEncoder(new PromptConfig(PromptConfig.Kind.PLAIN, prompt.template(), null, null), tokenizer);
        this.now = prompt.moment();
        reset();
    }

    /** Hears of an answer's text as it comes. */
    @FunctionalInterface
    public interface Listener {
        /** @param entropy of the token that completed the text, in nats */
        void text(String text, float entropy);
    }

    /** @throws org.acpo.common.UserException when the model cannot be used */
    public static Chat open(TrainConfig config, Configuration hadoop) {
        ModelFolder model = ModelFolder.read(config.model().path(), hadoop);
        Device device = Engine.getEngine("PyTorch").getGpuCount() > 0 ? Device.gpu() : Device.cpu();
        Policy policy =
                Policy.serve(model.spec(), model.weights(), config.model().dtype(), device);
        return new Chat(config, model.tokenizer(), policy);
    }

    /** Whether turns are remembered. */
    public boolean remembers() {
        return tokenizer.hasChatTemplate();
    }

    /** Forgets the turns so far. */
    public void reset() {
        turns.clear();
        String system = config.prompt().system();
        if (system != null) {
            turns.add(new Message("system", system));
        }
    }

    /**
     * The model's answer to the next thing said.
     *
     * @throws org.acpo.common.UserException when the conversation has outgrown the model's context; the turn is not kept
     */
    public String say(String said, Listener listener) {
        Stream stream = new Stream(listener);
        SampleRequest request = new SampleRequest(ID, prompt(said), new int[] {answered}, (float)
                config.evaluation().temperature());
        SampledResponse response = Sampler.stream(policy, request, options(), stream::add);
        String answer = tokenizer.decode(response.tokens(), true);
        stream.finish(answer);
        answered++;
        tokens += response.tokens().length;
        if (remembers()) {
            turns.add(new Message("user", said));
            turns.add(new Message("assistant", answer));
        }
        return answer;
    }

    public int answered() {
        return answered;
    }

    /** Tokens of all answers. */
    public long tokens() {
        return tokens;
    }

    private int[] prompt(String said) {
        if (!remembers()) {
            return plain.encode(plain.text(said));
        }
        List<Message> messages = new ArrayList<>(turns);
        messages.add(new Message("user", said));
        return tokenizer.encode(tokenizer.applyChatTemplate(messages, true, now));
    }

    private SamplingOptions options() {
        TrainConfig.EvaluationConfig sampling = config.evaluation();
        return new SamplingOptions(
                sampling.maxNewTokens(),
                sampling.topP(),
                sampling.topK(),
                StopTokens.of(policy.spec(), tokenizer, config.rollout().stop()),
                1,
                -1,
                false,
                (problem, rollout, position) ->
                        RolloutRandom.of(config.seed(), 0, problem, rollout).uniform(position));
    }

    @Override
    public void close() {
        policy.close();
    }

    /** Turns tokens into text that is only ever added to: a character that is split over tokens waits for its last one. */
    private final class Stream {
        private final Listener listener;
        private int[] drawn = new int[0];
        private int told;
        private float entropy;

        Stream(Listener listener) {
            this.listener = listener;
        }

        void add(int token, float tokenEntropy) {
            drawn = Arrays.copyOf(drawn, drawn.length + 1);
            drawn[drawn.length - 1] = token;
            entropy = tokenEntropy;
            String text = tokenizer.decode(drawn, true);
            if (!text.endsWith("\uFFFD")) {
                finish(text);
            }
        }

        void finish(String text) {
            if (text.length() > told) {
                listener.text(text.substring(told), entropy);
                told = text.length();
            }
        }
    }
}
