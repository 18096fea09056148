package org.acpo.executors.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.acpo.executors.engine.DecodeRows;
import org.acpo.executors.engine.DrawRule;
import org.acpo.executors.engine.Drawn;
import org.acpo.executors.engine.Policy;

/**
 * Rows decoded together. Between chunks of steps a finished row's slot goes to the next waiting response or, when none
 * waits, to the last row, so that no slot idles. Belongs to one thread.
 */
final class ContinuousBatch implements AutoCloseable {
    /** Most steps of one native call. More steps mean fewer native calls, but finished rows idle longer. */
    static final int CHUNK = 16;
    /** A chunk also ends when one row in this many has finished. */
    private static final int PATIENCE = 8;

    private static final int PROMPT_TOKENS = 1024;

    /**
     * How rows are decoded.
     *
     * @param slots most rows together
     * @param chunk most steps between two looks at what was drawn
     */
    record Pace(int slots, int chunk) {}

    private final Policy policy;
    private final SamplingOptions options;
    private final int slots;
    private final int chunk;
    private final Watchers watchers;
    private final Deque<Row> waiting;
    private final List<Row> rows = new ArrayList<>();
    private final KvCache cache;
    private final PromptStore prompts;
    private final NDManager manager;
    private final NDArray stops;
    private long decoded;

    /**
     * @param all the responses, in the order of their requests
     */
    ContinuousBatch(
            Policy policy,
            List<SampleRequest> requests,
            List<Row> all,
            SamplingOptions options,
            Pace pace,
            Watchers watchers) {
        this.policy = policy;
        this.options = options;
        this.chunk = pace.chunk();
        this.watchers = watchers;
        this.slots = Math.min(pace.slots(), all.size());
        this.waiting = new ArrayDeque<>(all);
        int longest =
                all.stream().mapToInt(row -> row.position() + row.room()).max().orElseThrow();
        this.cache = new KvCache(policy, this.slots, longest + 1);
        this.prompts = new PromptStore(policy, requests, PROMPT_TOKENS);
        long[] stopIds = Arrays.stream(options.stopTokens()).asLongStream().toArray();
        this.manager = policy.manager().newSubManager();
        this.stops = manager.create(stopIds, new Shape(stopIds.length));
    }

    /** Completes all rows. */
    void run() {
        refill();
        while (!rows.isEmpty()) {
            decode();
            tell();
            refill();
            watchers.progress().accept(decoded);
        }
    }

    long prefillTokens() {
        return prompts.tokens();
    }

    long decodeTokens() {
        return decoded;
    }

    /** Before the finished rows' slots go to others. */
    private void tell() {
        int[] done = IntStream.range(0, rows.size())
                .filter(slot -> rows.get(slot).done())
                .toArray();
        if (done.length > 0) {
            List<Row> complete = Arrays.stream(done).mapToObj(rows::get).toList();
            watchers.finished().finished(new CachedResponses(policy, cache, complete, done, options.probeToken() >= 0));
        }
    }

    private void refill() {
        Map<Integer, List<Integer>> started = new TreeMap<>();
        for (int slot = 0; slot < slots && !waiting.isEmpty(); slot++) {
            if (slot == rows.size() || rows.get(slot).done()) {
                Row row = waiting.remove();
                started.computeIfAbsent(row.requestIndex(), r -> new ArrayList<>())
                        .add(slot);
                if (slot == rows.size()) {
                    rows.add(row);
                } else {
                    rows.set(slot, row);
                }
            }
        }
        started.forEach(this::install);
        compact();
    }

    private void install(int request, List<Integer> into) {
        cache.reserve(rows.get(into.get(0)).position());
        prompts.install(request, cache, into.stream().mapToLong(slot -> slot).toArray());
    }

    /** Closes the gaps that finished rows leave. */
    private void compact() {
        for (int slot = 0; slot < rows.size(); slot++) {
            if (rows.get(slot).done()) {
                while (slot < rows.size() && last().done()) {
                    rows.remove(rows.size() - 1);
                }
                if (slot < rows.size()) {
                    cache.move(rows.size() - 1, slot, last().position());
                    Collections.swap(rows, slot, rows.size() - 1);
                    rows.remove(rows.size() - 1);
                }
            }
        }
    }

    private Row last() {
        return rows.get(rows.size() - 1);
    }

    private void decode() {
        int steps = Math.min(chunk, rows.stream().mapToInt(Row::room).max().orElseThrow());
        int reach = rows.stream().mapToInt(Row::position).max().orElseThrow() + 1;
        cache.reserve(reach + steps - 1);
        try (NDManager scope = policy.manager().newSubManager()) {
            DrawRule rule = new DrawRule(
                    options.topK(), options.topP(), stops, options.probeToken(), Math.max(1, rows.size() / PATIENCE));
            record(policy.program().decode(scope, policy.network(), cache.tensors(), rows(scope, steps, reach), rule));
        }
    }

    private DecodeRows rows(NDManager scope, int steps, int reach) {
        int count = rows.size();
        float[] inverse = new float[count];
        boolean[] greedy = new boolean[count];
        boolean tempered = false;
        boolean anyGreedy = false;
        for (int r = 0; r < count; r++) {
            float temperature = rows.get(r).request().temperature();
            greedy[r] = temperature == 0;
            inverse[r] = greedy[r] ? 1 : 1 / temperature;
            tempered |= inverse[r] != 1;
            anyGreedy |= greedy[r];
        }
        return new DecodeRows(
                scope.create(rows.stream().mapToLong(Row::lastToken).toArray()),
                scope.create(rows.stream().mapToLong(Row::position).toArray()),
                scope.create(rows.stream().mapToLong(Row::room).toArray()),
                reach,
                scope.create(uniforms(steps), new Shape(steps, count)),
                scope.create(inverse),
                tempered,
                scope.create(greedy),
                anyGreedy);
    }

    private float[] uniforms(int steps) {
        float[] uniforms = new float[steps * rows.size()];
        for (int i = 0; i < uniforms.length; i++) {
            Row row = rows.get(i % rows.size());
            int ahead = i / rows.size();
            boolean used = ahead < row.room() && row.request().temperature() > 0;
            uniforms[i] = used ? row.uniform(options.uniforms(), ahead) : 0.5f;
        }
        return uniforms;
    }

    private void record(Drawn drawn) {
        for (int i = 0; i < drawn.size(); i++) {
            Row row = rows.get(i % rows.size());
            if (!row.done()) {
                int token = drawn.token(i);
                row.append(token, options.stopsAt(token), drawn.logProb(i), drawn.entropy(i), drawn.probeLogProb(i));
                watchers.drawn().drawn(token, drawn.entropy(i));
                decoded++;
            }
        }
    }

    @Override
    public void close() {
        cache.close();
        prompts.close();
        manager.close();
    }
}
