package org.acpo.driver.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.common.UserException;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.driver.inference.Chat;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code acpo chat}. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        description = {
            "Talks with a model on the terminal; answers appear token by token.",
            "",
            "A line is one turn. A model with a chat template remembers the conversation; a model without one completes each"
                    + " line on its own, as --prompt-template puts it. /reset forgets the turns; /quit or the end of the"
                    + " input ends the program. Runs in one process, without Spark."
        },
        footer = {
            "",
            "Examples:",
            "  acpo chat --model builtin:nano --entropy",
            "  acpo chat --model runs/a/checkpoints/step-40 --temperature 0",
            "  echo 'Start with 2. Add 3. What is the result?' | acpo chat --model builtin:nano"
        })
final class ChatCommand implements Callable<Integer> {
    /** From which entropy in nats on a token has this colour of the terminal: yellow, orange, red. */
    private static final double[] BOUNDS = {0.1, 0.5, 1.0};

    private static final String[] COLOURS = {"\033[38;5;178m", "\033[38;5;208m", "\033[38;5;196m"};
    private static final String PLAIN = "\033[0m";

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Hugging Face model folder or LoRA adapter on any Hadoop file system, or builtin:nano.")
    private String model;

    @Option(names = "--system", paramLabel = "TEXT", description = "System turn of the chat.")
    private @Nullable String system;

    @Option(
            names = "--prompt-template",
            paramLabel = "TEXT",
            description = "For a model without chat template: the prompt, with {problem} where the line goes.")
    private @Nullable String template;

    @Option(names = "--temperature", paramLabel = "T", description = "Sampling temperature; 0 is greedy; default 1.")
    private @Nullable Double temperature;

    @Option(names = "--top-p", paramLabel = "P", description = "Nucleus sampling; default 1, off.")
    private @Nullable Double topP;

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Longest answer, in tokens; default 256.")
    private @Nullable Integer maxNewTokens;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Random seed: the same one gives the same answers; default 17.")
    private @Nullable Long seed;

    @Option(names = "--entropy", description = "Colours each token by the model's entropy when it was drawn.")
    private boolean entropy;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Overrides one configuration key ('acpo train --defaults' prints them); may be given many times.")
    private List<String> set = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Chat chat = Chat.open(config(), new Configuration())) {
            refuseIgnored(chat.remembers());
            System.err.println(
                    chat.remembers()
                            ? "The model remembers the conversation; /reset forgets it, /quit ends."
                            : "The model has no chat template: each line is completed on its own; /quit ends.");
            if (entropy) {
                System.err.println("Entropy: below 0.1 nats plain, " + COLOURS[0] + "from 0.1" + PLAIN + ", "
                        + COLOURS[1] + "from 0.5" + PLAIN + ", " + COLOURS[2] + "from 1" + PLAIN);
            }
            converse(chat, out);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("model", model);
            line.put("answers", chat.answered());
            line.put("tokens", chat.tokens());
            CommandOutput.print(line);
        }
        return 0;
    }

    private TrainConfig config() {
        Overrides overrides = new Overrides();
        overrides.addText("model.path", model);
        overrides.addText("prompt.system", system);
        overrides.addText("prompt.template", template);
        overrides.add("evaluation.temperature", temperature);
        overrides.add("evaluation.top_p", topP);
        overrides.add("evaluation.max_new_tokens", maxNewTokens);
        overrides.add("seed", seed);
        overrides.addAll(set);
        return TrainConfig.load(null, overrides.list());
    }

    /** A model with a chat template has turns and no other prompt, one without has no system turn. */
    private void refuseIgnored(boolean hasChatTemplate) {
        if (hasChatTemplate && template != null) {
            throw new UserException("--prompt-template is for a model without chat template, but " + model
                    + " has one; leave it out, or instruct the model with --system");
        }
        if (!hasChatTemplate && system != null) {
            throw new UserException("--system is a turn of the chat template, but " + model
                    + " has none; put the text into --prompt-template");
        }
    }

    private void converse(Chat chat, PrintStream out) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (true) {
            System.err.print("> ");
            System.err.flush();
            String said = in.readLine();
            if (said == null || said.strip().equals("/quit")) {
                return;
            }
            if (said.strip().equals("/reset")) {
                chat.reset();
            } else if (!said.isBlank()) {
                answer(chat, said, out);
            }
        }
    }

    private void answer(Chat chat, String said, PrintStream out) {
        try {
            chat.say(said, (text, nats) -> {
                out.print(coloured(text, nats));
                out.flush();
            });
            out.println();
        } catch (UserException e) {
            System.err.println("acpo: " + e.getMessage() + " (/reset begins anew)");
        }
    }

    private String coloured(String text, float nats) {
        for (int i = BOUNDS.length - 1; entropy && i >= 0; i--) {
            if (nats >= BOUNDS[i]) {
                return COLOURS[i] + text + PLAIN;
            }
        }
        return text;
    }
}
