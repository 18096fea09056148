package org.acpo.executors.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.acpo.common.UserException;
import org.acpo.common.json.KnownKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the keys of a model folder's JSON files mean here. The names are those of transformers 5.18 and PEFT 0.21, and those
 * that folders saved by older versions still have.
 */
final class FolderKeys {
    private static final Logger LOG = LoggerFactory.getLogger(FolderKeys.class);
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();
    private static final String OTHER_MODEL = "use a model without it";
    private static final String MERGE =
            "merge the adapter into its base with PEFT (merge_and_unload) and give the result";

    /** Of generation_config.json: the run's own settings decide, or only transformers' bookkeeping, caches or speed. */
    private static final Set<String> OF_THE_RUN = Set.of(
            ("do_sample temperature top_k top_p max_length max_new_tokens num_return_sequences eos_token_id bos_token_id"
                            + " pad_token_id transformers_version _from_model_config use_cache cache_implementation"
                            + " cache_config max_cache_len output_attentions output_hidden_states output_scores"
                            + " output_logits return_dict_in_generate compile_config disable_compile"
                            + " continuous_batching_config low_memory prefill_chunk_size is_assistant use_mtp"
                            + " num_assistant_tokens num_assistant_tokens_schedule assistant_confidence_threshold"
                            + " prompt_lookup_num_tokens max_matching_ngram_size assistant_early_exit"
                            + " assistant_lookbehind target_lookbehind assistant_ensemble_weight speculation_type"
                            + " early_stopping length_penalty diversity_penalty decoder_start_token_id max_time"
                            + " remove_invalid_values renormalize_logits")
                    .split(" "));

    /** Of generation_config.json: shapes the distribution, which responses must not leave, as gradients are taken at it. */
    private static final Map<String, Double> NOT_APPLIED = Map.of(
            "repetition_penalty", 1.0,
            "min_p", 0.0,
            "typical_p", 1.0,
            "top_h", 1.0,
            "epsilon_cutoff", 0.0,
            "eta_cutoff", 0.0,
            "num_beams", 1.0,
            "num_beam_groups", 1.0);

    private static final KnownKeys GENERATION = new KnownKeys(
            OF_THE_RUN,
            Map.ofEntries(
                    Map.entry("min_length", 0),
                    Map.entry("min_new_tokens", 0),
                    Map.entry("no_repeat_ngram_size", 0),
                    Map.entry("encoder_no_repeat_ngram_size", 0),
                    Map.entry("encoder_repetition_penalty", 1),
                    Map.entry("guidance_scale", 1),
                    Map.entry("stop_strings", KnownKeys.NOTHING),
                    Map.entry("bad_words_ids", KnownKeys.NOTHING),
                    Map.entry("force_words_ids", KnownKeys.NOTHING),
                    Map.entry("constraints", KnownKeys.NOTHING),
                    Map.entry("forced_bos_token_id", KnownKeys.NOTHING),
                    Map.entry("forced_eos_token_id", KnownKeys.NOTHING),
                    Map.entry("suppress_tokens", KnownKeys.NOTHING),
                    Map.entry("begin_suppress_tokens", KnownKeys.NOTHING),
                    Map.entry("sequence_bias", KnownKeys.NOTHING),
                    Map.entry("exponential_decay_length_penalty", KnownKeys.NOTHING),
                    Map.entry("watermarking_config", KnownKeys.NOTHING),
                    Map.entry("token_healing", KnownKeys.NOTHING),
                    Map.entry("penalty_alpha", 0),
                    Map.entry("dola_layers", KnownKeys.NOTHING)),
            "remove it from the file if responses are to be sampled without it");

    /** Of config.json: read by {@link ConfigReader}, or without effect on a decoder's logits. */
    private static final KnownKeys CONFIG = new KnownKeys(
            Set.of(("architectures model_type vocab_size hidden_size intermediate_size num_hidden_layers"
                            + " num_attention_heads num_key_value_heads head_dim hidden_act rms_norm_eps rope_theta"
                            + " rope_scaling rope_parameters partial_rotary_factor tie_word_embeddings"
                            + " max_position_embeddings attention_bias mlp_bias sliding_window use_sliding_window"
                            + " max_window_layers layer_types quantization_config dtype torch_dtype"
                            // without effect
                            + " initializer_range attention_dropout pretraining_tp _name_or_path return_dict"
                            + " chunk_size_feed_forward id2label label2id num_labels problem_type task_specific_params"
                            + " finetuning_task tokenizer_class sep_token_id tf_legacy_loss torchscript"
                            + " attn_implementation _attn_implementation _attn_implementation_autoset"
                            + " _attn_implementation_internal num_logits_to_keep unsloth_version unsloth_fixed"
                            + " unk_token_id cls_token_id mask_token_id is_llama_config transformers.js_config"
                            + " gradient_checkpointing model_max_length seq_length max_sequence_length")
                    .split(" ")),
            Map.of(
                    "rope_interleaved", KnownKeys.NOTHING,
                    "is_decoder", KnownKeys.NOTHING,
                    "is_encoder_decoder", KnownKeys.NOTHING,
                    "add_cross_attention", KnownKeys.NOTHING,
                    "use_bfloat16", KnownKeys.NOTHING,
                    "pruned_heads", KnownKeys.NOTHING,
                    "auto_map", KnownKeys.NOTHING),
            OTHER_MODEL);

    /** Older folders have keys of generation in config.json too. */
    private static final KnownKeys ALL_OF_CONFIG =
            CONFIG.and(OF_THE_RUN).and(NOT_APPLIED.keySet()).andNeutral(GENERATION.neutral());

    private static final KnownKeys ROPE = new KnownKeys(
            Set.of("rope_theta", "rope_type", "type", "partial_rotary_factor"),
            Map.of(),
            "name the rope type that uses it, or use a model without it");

    private static final KnownKeys ADAPTER = new KnownKeys(
            Set.of(("peft_type base_model_name_or_path r lora_alpha use_rslora target_modules exclude_modules"
                            + " layers_to_transform layers_pattern init_lora_weights bias"
                            // without effect on what is saved
                            + " task_type auto_mapping peft_version revision inference_mode lora_dropout megatron_config"
                            + " megatron_core loftq_config eva_config corda_config lora_ga_config runtime_config"
                            + " qalora_group_size velora_config ensure_weight_tying")
                    .split(" ")),
            Map.ofEntries(
                    Map.entry("fan_in_fan_out", KnownKeys.NOTHING),
                    Map.entry("modules_to_save", KnownKeys.NOTHING),
                    Map.entry("rank_pattern", KnownKeys.NOTHING),
                    Map.entry("alpha_pattern", KnownKeys.NOTHING),
                    Map.entry("trainable_token_indices", KnownKeys.NOTHING),
                    Map.entry("use_dora", KnownKeys.NOTHING),
                    Map.entry("alora_invocation_tokens", KnownKeys.NOTHING),
                    Map.entry("use_qalora", KnownKeys.NOTHING),
                    Map.entry("monteclora_config", KnownKeys.NOTHING),
                    Map.entry("layer_replication", KnownKeys.NOTHING),
                    Map.entry("lora_bias", KnownKeys.NOTHING),
                    Map.entry("target_parameters", KnownKeys.NOTHING),
                    Map.entry("use_bdlora", KnownKeys.NOTHING),
                    Map.entry("arrow_config", KnownKeys.NOTHING),
                    Map.entry("kasa_config", KnownKeys.NOTHING)),
            MERGE);

    private FolderKeys() {}

    /** @throws UserException on a key of config.json that asks for what is not done */
    static void checkConfig(String file, JsonNode config) {
        ALL_OF_CONFIG.check(file, config);
        checkEndTokens(file, config.path("eos_token_id"));
    }

    private static void checkEndTokens(String file, JsonNode ids) {
        Iterable<JsonNode> each = ids.isArray() ? ids : List.of(ids);
        for (JsonNode id : each) {
            if (!id.isInt() && !(id == ids && (id.isNull() || id.isMissingNode()))) {
                throw new UserException(
                        file + ": eos_token_id is " + ids + "; it must be a token id or a list of them");
            }
        }
    }

    /**
     * As {@link #checkConfig} of generation_config.json. What reshapes the distribution is left out with a warning, once:
     * published instruct models have it, and gradients are those of the distribution that was sampled.
     */
    static void checkGeneration(String file, JsonNode generation) {
        GENERATION.and(NOT_APPLIED.keySet()).check(file, generation);
        checkEndTokens(file, generation.path("eos_token_id"));
        NOT_APPLIED.forEach((key, neutral) -> {
            JsonNode value = generation.path(key);
            if (value.isNumber() && value.asDouble() != neutral && SAID.add(file + key)) {
                LOG.warn(
                        "{}: {} {} is not applied; responses are drawn from the model's own distribution, with the"
                                + " temperature, top_p and top_k of the run",
                        file,
                        key,
                        value);
            }
        });
    }

    /** As {@link #checkConfig} of the object that {@code key} holds, which says how positions are rotated. */
    static void checkRope(String file, String key, JsonNode rope, Set<String> ofType) {
        ROPE.and(ofType).check(file + ": " + key, rope);
    }

    /** As {@link #checkConfig} of adapter_config.json. */
    static void checkAdapter(String file, JsonNode config) {
        ADAPTER.check(file, config);
    }
}
