package org.acpo.executors;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.acpo.executors.model.HostTensor;
import org.acpo.executors.model.ModelSpec;
import org.acpo.executors.model.ModelSpec.Llama3Scaling;

/**
 * The decoder written out in double precision, one token and one head at a time, as its papers define it: what the
 * policy program is held against.
 */
public final class ReferenceDecoder {
    private final ModelSpec spec;
    private final Map<String, float[]> weights = new HashMap<>();

    public ReferenceDecoder(ModelSpec spec, Map<String, HostTensor> weights) {
        this.spec = spec;
        weights.forEach((name, tensor) -> this.weights.put(name, tensor.toFloats()));
    }

    /** Row t holds the logits of the token after tokens[0 .. t]. */
    public double[][] logits(int[] tokens) {
        String head = spec.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight";
        return Arrays.stream(hidden(tokens)).map(h -> linear(h, head, null)).toArray(double[][]::new);
    }

    /** log softmax(logits / temperature). */
    public static double[] logSoftmax(double[] logits, double temperature) {
        double top = Arrays.stream(logits).max().orElseThrow() / temperature;
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit / temperature - top);
        }
        double shift = top + Math.log(sum);
        return Arrays.stream(logits).map(z -> z / temperature - shift).toArray();
    }

    /** log p(tokens[t] | tokens[&lt; t]) for t of 1 and above; NaN for token 0. */
    public double[] logProbs(int[] tokens) {
        double[][] logits = logits(tokens);
        double[] result = new double[tokens.length];
        result[0] = Double.NaN;
        for (int t = 1; t < tokens.length; t++) {
            result[t] = logSoftmax(logits[t - 1], 1)[tokens[t]];
        }
        return result;
    }

    private double[][] hidden(int[] tokens) {
        double[][] x = new double[tokens.length][];
        float[] embedding = floats("model.embed_tokens.weight");
        for (int t = 0; t < tokens.length; t++) {
            x[t] = new double[spec.hiddenSize()];
            for (int i = 0; i < x[t].length; i++) {
                x[t][i] = embedding[tokens[t] * spec.hiddenSize() + i];
            }
        }
        for (int layer = 0; layer < spec.layers(); layer++) {
            layer(x, "model.layers." + layer + ".");
        }
        for (int t = 0; t < x.length; t++) {
            x[t] = norm(x[t], 0, x[t].length, "model.norm.weight");
        }
        return x;
    }

    private void layer(double[][] x, String name) {
        String attention = name + "self_attn.";
        double[][] q = new double[x.length][];
        double[][] k = new double[x.length][];
        double[][] v = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] normed = norm(x[t], 0, x[t].length, name + "input_layernorm.weight");
            q[t] = heads(
                    linear(normed, attention + "q_proj.weight", attention + "q_proj.bias"),
                    t,
                    attention + "q_norm.weight");
            k[t] = heads(
                    linear(normed, attention + "k_proj.weight", attention + "k_proj.bias"),
                    t,
                    attention + "k_norm.weight");
            v[t] = linear(normed, attention + "v_proj.weight", attention + "v_proj.bias");
        }
        for (int t = 0; t < x.length; t++) {
            double[] mixed = attend(q[t], k, v, t);
            add(x[t], linear(mixed, attention + "o_proj.weight", attention + "o_proj.bias"));
            double[] normed = norm(x[t], 0, x[t].length, name + "post_attention_layernorm.weight");
            double[] gate = linear(normed, name + "mlp.gate_proj.weight", null);
            double[] up = linear(normed, name + "mlp.up_proj.weight", null);
            for (int i = 0; i < gate.length; i++) {
                gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
            }
            add(x[t], linear(gate, name + "mlp.down_proj.weight", null));
        }
    }

    private double[] attend(double[] q, double[][] k, double[][] v, int t) {
        int d = spec.headDim();
        double[] out = new double[spec.heads() * d];
        for (int head = 0; head < spec.heads(); head++) {
            int kv = head * spec.kvHeads() / spec.heads();
            double[] share = new double[t + 1];
            double total = 0;
            for (int s = 0; s <= t; s++) {
                double dot = 0;
                for (int i = 0; i < d; i++) {
                    dot += q[head * d + i] * k[s][kv * d + i];
                }
                share[s] = Math.exp(dot / Math.sqrt(d));
                total += share[s];
            }
            for (int s = 0; s <= t; s++) {
                for (int i = 0; i < d; i++) {
                    out[head * d + i] += share[s] / total * v[s][kv * d + i];
                }
            }
        }
        return out;
    }

    /** Normalises each head where the model does, then rotates it to position t. */
    private double[] heads(double[] x, int t, String norm) {
        int d = spec.headDim();
        double[] out = new double[x.length];
        for (int at = 0; at < x.length; at += d) {
            double[] head = spec.qkNorm() ? norm(x, at, d, norm) : Arrays.copyOfRange(x, at, at + d);
            for (int i = 0; i < d / 2; i++) {
                double angle = t * frequency(i);
                double a = head[i];
                double b = head[i + d / 2];
                out[at + i] = a * Math.cos(angle) - b * Math.sin(angle);
                out[at + i + d / 2] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
        return out;
    }

    /** As transformers' _compute_llama3_parameters: by wavelength kept, divided by the factor, or smoothed between. */
    private double frequency(int i) {
        double frequency = Math.pow(spec.rope().theta(), -2.0 * i / spec.headDim());
        Llama3Scaling scaling = spec.rope().scaling();
        if (scaling == null) {
            return frequency;
        }
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength < scaling.originalMaxPositions() / scaling.highFreqFactor()) {
            return frequency;
        }
        if (wavelength > scaling.originalMaxPositions() / scaling.lowFreqFactor()) {
            return frequency / scaling.factor();
        }
        double smooth = (scaling.originalMaxPositions() / wavelength - scaling.lowFreqFactor())
                / (scaling.highFreqFactor() - scaling.lowFreqFactor());
        return (1 - smooth) * frequency / scaling.factor() + smooth * frequency;
    }

    private double[] norm(double[] x, int from, int length, String weight) {
        float[] scale = floats(weight);
        double square = 0;
        for (int i = from; i < from + length; i++) {
            square += x[i] * x[i];
        }
        double[] out = new double[length];
        for (int i = 0; i < length; i++) {
            out[i] = x[from + i] / Math.sqrt(square / length + spec.rmsEps()) * scale[i];
        }
        return out;
    }

    /** The bias is added if the model has a parameter of that name. */
    private double[] linear(double[] x, String weight, String bias) {
        float[] matrix = floats(weight);
        double[] out = new double[matrix.length / x.length];
        for (int row = 0; row < out.length; row++) {
            for (int i = 0; i < x.length; i++) {
                out[row] += matrix[row * x.length + i] * x[i];
            }
        }
        if (bias != null && weights.containsKey(bias)) {
            float[] shift = floats(bias);
            for (int row = 0; row < out.length; row++) {
                out[row] += shift[row];
            }
        }
        return out;
    }

    private static void add(double[] to, double[] x) {
        for (int i = 0; i < to.length; i++) {
            to[i] += x[i];
        }
    }

    private float[] floats(String name) {
        return weights.get(name);
    }
}
