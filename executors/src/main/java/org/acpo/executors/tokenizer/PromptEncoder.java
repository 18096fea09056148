package org.acpo.executors.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.acpo.common.UserException;
import org.acpo.common.problem.Problem;
import org.acpo.common.problem.PromptConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Problems to prompt tokens as section {@code prompt} says; the same for supervised training, rollouts and evaluation. */
public record PromptEncoder(PromptConfig config, Tokenizer tokenizer) {
    private static final Logger LOG = LoggerFactory.getLogger(PromptEncoder.class);
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    /**
     * The prompt's text: the filled template, under the model's chat template when it is a chat. A system turn that the problem
     * brings along stands for that of the configuration.
     */
    public String text(Problem problem) {
        if (problem.system() == null) {
            return text(problem.problem());
        }
        if (config.kind() == PromptConfig.Kind.CHAT && config.system() != null) {
            throw new UserException("problem " + problem.id() + " has the system turn '" + problem.system()
                    + "', and prompt.system is '" + config.system()
                    + "'; set prompt.system to null to keep the data's");
        }
        if (config.kind() == PromptConfig.Kind.PLAIN && WARNED.compareAndSet(false, true)) {
            LOG.warn(
                    "problem {} has a system turn, which a plain prompt leaves out; set prompt.kind=chat (--chat) to keep it",
                    problem.id());
        }
        PromptConfig own = new PromptConfig(config.kind(), config.template(), problem.system(), config.date());
        return new PromptEncoder(own, tokenizer).text(problem.problem());
    }

    /** As {@link #text(Problem)}, of a problem's text alone. */
    public String text(String problem) {
        String filled = config.fill(problem);
        if (config.kind() == PromptConfig.Kind.PLAIN) {
            return filled;
        }
        List<Message> messages = new ArrayList<>();
        if (config.system() != null) {
            messages.add(new Message("system", config.system()));
        }
        messages.add(new Message("user", filled));
        return tokenizer.applyChatTemplate(messages, true, config.moment());
    }

    /** The prompt's tokens. */
    public int[] encode(Problem problem) {
        return encode(text(problem));
    }

    /**
     * The tokens of a prompt whose text is finished, as {@link #text} gives it; a plain one gets the special tokens that
     * the tokenizer itself adds, such as a start token, unless its text begins with that already.
     */
    public int[] encode(String prompt) {
        int[] tokens = tokenizer.encode(prompt, config.kind() == PromptConfig.Kind.PLAIN);
        Integer start = tokenizer.namedToken("bos_token");
        boolean twice = tokens.length > 1 && start != null && tokens[0] == start && tokens[1] == start;
        return twice ? Arrays.copyOfRange(tokens, 1, tokens.length) : tokens;
    }
}
