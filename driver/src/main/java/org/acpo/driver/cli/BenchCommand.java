package org.acpo.driver.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.acpo.driver.lab.bench.Bench;
import org.acpo.driver.lab.bench.Load;
import org.acpo.driver.lab.bench.Load.Lengths;
import org.acpo.driver.lab.bench.RandomModel;
import org.acpo.driver.lab.bench.RefreshBench;
import org.acpo.driver.lab.bench.StepBench;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code acpo bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Times sampling, attribution, the policy update or a whole training step on a random load.",
            "",
            "The last line is one JSON object; times and rates are {median, min, max, n} over the runs that other processes"
                    + " left undisturbed. Runs in which they used a larger share of the processor than --others are left out and counted."
        },
        footer = {
            "",
            "Examples:",
            "  acpo bench init --shape mini --out mini",
            "  acpo bench update --model mini --threads 2",
            "  acpo bench generate --model mini --new-tokens 256 --lengths spread",
            "  acpo bench step --model mini --threads 1 --master 'local-cluster[2,1,3072]'"
        },
        subcommands = {
            BenchCommand.Init.class,
            BenchCommand.Generate.class,
            BenchCommand.Attribute.class,
            BenchCommand.Update.class,
            BenchCommand.Step.class,
            BenchCommand.Refresh.class
        })
final class BenchCommand {
    private BenchCommand() {}

    /** What all timed parts take. */
    static final class Options {
        @Option(names = "--model", required = true, paramLabel = "DIR", description = "Hugging Face model folder.")
        private String model;

        @Option(names = "--prompts", paramLabel = "B", description = "Different prompts (${DEFAULT-VALUE}).")
        private int prompts = 4;

        @Option(names = "--group", paramLabel = "G", description = "Responses to each (${DEFAULT-VALUE}).")
        private int group = 8;

        @Option(names = "--prompt-tokens", paramLabel = "P", description = "Tokens of a prompt (${DEFAULT-VALUE}).")
        private int promptTokens = 32;

        @Option(
                names = "--new-tokens",
                paramLabel = "N",
                description = "Tokens of the longest response (${DEFAULT-VALUE}).")
        private int newTokens = 64;

        @Option(
                names = "--lengths",
                paramLabel = "KIND",
                description = "equal: all responses have N tokens; spread: from 16 to N (${DEFAULT-VALUE}).")
        private Lengths lengths = Lengths.EQUAL;

        @Option(names = "--segments", paramLabel = "K", description = "Steps of a response (${DEFAULT-VALUE}).")
        private int segments = 8;

        @Option(names = "--threads", paramLabel = "T", description = "Processor threads (${DEFAULT-VALUE}).")
        private int threads = Runtime.getRuntime().availableProcessors();

        @Option(names = "--runs", paramLabel = "R", description = "Undisturbed runs to time (${DEFAULT-VALUE}).")
        private int runs = 5;

        @Option(
                names = "--others",
                paramLabel = "SHARE",
                description =
                        "Share of the processor that other processes may use in a run that counts (${DEFAULT-VALUE}).")
        private double others = 0.05;

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description = "Overrides one key of 'acpo train --defaults', for instance update.tokens_per_pack.")
        private List<String> set = new ArrayList<>();

        private Load load() {
            return new Load(prompts, group, promptTokens, newTokens, lengths, segments, threads, runs, others);
        }

        private Bench bench() {
            return new Bench(model, load(), set);
        }
    }

    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = "Writes a model with random weights and a tokenizer of bytes.")
    static final class Init implements Callable<Integer> {
        @Option(
                names = "--shape",
                required = true,
                paramLabel = "SHAPE",
                description = "empty (6 thousand parameters: times little but Spark), nano (0.77 M), mini (23.6 M) or a"
                        + " config.json.")
        private String shape;

        @Option(names = "--out", required = true, paramLabel = "DIR", description = "Model folder to write.")
        private String out;

        @Override
        public Integer call() {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("model", out);
            result.put("parameters", RandomModel.write(shape, out));
            CommandOutput.print(result);
            return 0;
        }
    }

    @Command(name = "generate", mixinStandardHelpOptions = true, description = "Sampling.")
    static final class Generate implements Callable<Integer> {
        @Mixin
        private Options options;

        @Override
        public Integer call() {
            CommandOutput.print(options.bench().generate());
            return 0;
        }
    }

    @Command(name = "attribute", mixinStandardHelpOptions = true, description = "Attribution of finished responses.")
    static final class Attribute implements Callable<Integer> {
        @Mixin
        private Options options;

        @Option(
                names = "--on-cache",
                description =
                        "Attributes responses just sampled, on the keys and values that sampling left, as training does.")
        private boolean onCache;

        @Override
        public Integer call() {
            Bench bench = options.bench();
            CommandOutput.print(onCache ? bench.attributeOnCache() : bench.attribute());
            return 0;
        }
    }

    @Command(name = "update", mixinStandardHelpOptions = true, description = "One optimizer step.")
    static final class Update implements Callable<Integer> {
        @Mixin
        private Options options;

        @Override
        public Integer call() {
            CommandOutput.print(options.bench().update());
            return 0;
        }
    }

    @Command(
            name = "step",
            mixinStandardHelpOptions = true,
            description = "A whole training step on Spark: sampling, verification, attribution, update, records.")
    static final class Step implements Callable<Integer> {
        @Mixin
        private Options options;

        @Option(
                names = "--master",
                paramLabel = "URL",
                description = "Spark master, such as local-cluster[2,1,2048]; default local[T].")
        private @Nullable String master;

        @Override
        public Integer call() {
            CommandOutput.print(StepBench.run(options.model, options.load(), options.set, master));
            return 0;
        }
    }

    @Command(
            name = "refresh",
            mixinStandardHelpOptions = true,
            description = "Moving new weights to the executors of --master, and a Spark job that does nothing.")
    static final class Refresh implements Callable<Integer> {
        @Option(names = "--model", required = true, paramLabel = "DIR", description = "Hugging Face model folder.")
        private String model;

        @Option(names = "--runs", paramLabel = "R", description = "Versions to publish (${DEFAULT-VALUE}).")
        private int runs = 5;

        @Option(names = "--master", paramLabel = "URL", description = "Spark master; default local[*].")
        private @Nullable String master;

        @Override
        public Integer call() {
            if (master != null) {
                System.setProperty("spark.master", master);
            }
            CommandOutput.print(RefreshBench.run(model, runs));
            return 0;
        }
    }
}
