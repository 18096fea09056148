package org.acpo.executors.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.acpo.common.json.KnownKeys;

/**
 * What the keys of tokenizer_config.json and special_tokens_map.json mean here. tokenizer.json says how text is cut; of these
 * files only the names of tokens and the chat template are used. The names are those of transformers 5.18 and older versions.
 */
final class TokenizerKeys {
    private static final KnownKeys TOKENIZER = new KnownKeys(
            Set.of(("added_tokens_decoder additional_special_tokens extra_special_tokens"
                            + " model_specific_special_tokens chat_template add_bos_token"
                            // without effect on token ids, or said by tokenizer.json
                            + " tokenizer_class backend is_local local_files_only processor_class name_or_path"
                            + " special_tokens_map_file tokenizer_file vocab_file merges_file vocab_size revision"
                            + " model_max_length max_length max_len padding_side truncation_side padding truncation stride"
                            + " pad_to_multiple_of pad_token_type_id truncation_strategy return_token_type_ids"
                            + " model_input_names errors legacy use_default_system_prompt sp_model_kwargs"
                            + " spaces_between_special_tokens add_prefix_space from_slow use_fast trust_remote_code"
                            + " clean_up_tokenization_spaces verbose transformers_version response_schema")
                    .split(" ")),
            Map.of(
                    "add_eos_token", KnownKeys.NOTHING,
                    "split_special_tokens", KnownKeys.NOTHING,
                    "do_lower_case", KnownKeys.NOTHING,
                    "fix_mistral_regex", KnownKeys.NOTHING,
                    "auto_map", KnownKeys.NOTHING,
                    "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output", KnownKeys.NOTHING),
            "remove it from the file if the model works without it");

    private static final KnownKeys SPECIAL =
            new KnownKeys(Set.of("additional_special_tokens", "extra_special_tokens"), Map.of(), TOKENIZER.wayOut());

    private TokenizerKeys() {}

    /** @throws org.acpo.common.UserException on a key of tokenizer_config.json that asks for what is not done */
    static void checkConfig(String file, JsonNode config) {
        TOKENIZER.and(tokens(config)).check(file, config);
    }

    /** As {@link #checkConfig} of special_tokens_map.json. */
    static void checkSpecialTokens(String file, JsonNode map) {
        SPECIAL.and(tokens(map)).check(file, map);
    }

    /** Keys that name a token, as {@code bos_token} does; there is no end of them. */
    private static List<String> tokens(JsonNode node) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            boolean token = field.getValue().isTextual() || field.getValue().has("content");
            if (field.getKey().endsWith("_token") && token) {
                names.add(field.getKey());
            }
        }
        return names;
    }
}
