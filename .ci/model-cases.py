"""Makes executors/src/test/resources/model-cases anew: small model and adapter folders with changes to their files, and
the log-probabilities that transformers and PEFT give for them, which FolderCasesTest holds acpo against.

    python3 -m venv V && V/bin/pip install torch transformers==5.18.0 peft==0.21.2
    V/bin/python .ci/model-cases.py            # writes
    V/bin/python .ci/model-cases.py --check    # compares with what is there
"""

import json
import pathlib
import shutil
import sys
import tempfile

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import (
    AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM,
)

OUT = pathlib.Path(__file__).parent.parent / "executors/src/test/resources/model-cases"
SEQUENCE = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4, 33, 38, 32, 27, 9, 5, 0, 28]
SHAPE = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             vocab_size=40, max_position_embeddings=64, bos_token_id=1, eos_token_id=2, pad_token_id=2)
FAMILIES = {"llama": (LlamaForCausalLM, LlamaConfig, {}), "qwen2": (Qwen2ForCausalLM, Qwen2Config, {}),
            "qwen3": (Qwen3ForCausalLM, Qwen3Config, {"head_dim": 6})}
REMOVED = "(removed)"
LLAMA3 = {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 16}

# family, what is changed in config.json, the word that acpo's refusal must have (None: acpo must read it as transformers does)
CONFIGS = [
    ("llama", {}, None),
    ("qwen2", {}, None),
    ("qwen3", {}, None),
    ("llama", {"rms_norm_eps": 0.1}, None),
    ("llama", {"rms_norm_eps": REMOVED}, None),
    ("llama", {"hidden_act": "swish"}, None),
    ("llama", {"attention_dropout": 0.5, "pretraining_tp": 2, "initializer_range": 0.5}, None),
    ("llama", {"dtype": REMOVED, "torch_dtype": "bfloat16"}, None),
    ("llama", {"rope_parameters": REMOVED, "rope_theta": 500.0}, None),
    ("llama", {"rope_parameters": {"rope_type": "default", "rope_theta": 500.0}}, None),
    ("llama", {"rope_parameters": {"rope_type": "default"}, "rope_theta": 500.0}, None),
    ("llama", {"rope_parameters": REMOVED, "rope_theta": 500.0, "rope_scaling": {"type": "llama3", **LLAMA3}}, None),
    ("llama", {"rope_parameters": {"rope_type": "llama3", "rope_theta": 500.0, **LLAMA3}}, None),
    ("llama", {"rope_parameters": {"rope_type": "linear", "rope_theta": 500.0, "factor": 4.0}}, "linear"),
    ("llama", {"rope_parameters": {"rope_type": "dynamic", "rope_theta": 500.0, "factor": 4.0}}, "dynamic"),
    ("llama", {"rope_parameters": {"rope_type": "yarn", "rope_theta": 500.0, "factor": 4.0,
                                   "original_max_position_embeddings": 16}}, "yarn"),
    ("llama", {"rope_parameters": {"rope_type": "default", "rope_theta": 500.0, "factor": 4.0}}, "factor"),
    ("llama", {"rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": 500.0}}}, "full_attention"),
    ("llama", {"rope_scaling": {"rope_type": "linear", "factor": 2.0}}, "rope_scaling"),
    ("llama", {"partial_rotary_factor": 0.5}, "partial_rotary_factor"),
    ("llama", {"mlp_bias": True}, "mlp_bias"),
    ("llama", {"attention_bias": True}, "q_proj.bias"),
    ("llama", {"hidden_act": "gelu"}, "hidden_act"),
    ("llama", {"tie_word_embeddings": True}, "tie_word_embeddings"),
    ("llama", {"tie_word_embeddings": REMOVED}, None),
    ("llama", {"num_hidden_layers": 1}, "model.layers.1."),
    ("llama", {"num_hidden_layers": 3}, "model.layers.2."),
    ("llama", {"num_key_value_heads": REMOVED}, "k_proj"),
    ("llama", {"head_dim": 8}, "q_proj"),
    ("llama", {"model_type": "qwen2"}, "model_type"),
    ("llama", {"final_logit_softcapping": 1.0}, "final_logit_softcapping"),
    ("llama", {"logits_scaling": 8.0}, "logits_scaling"),
    ("llama", {"num_local_experts": 8}, "num_local_experts"),
    ("llama", {"quantization_config": {"quant_method": "unheard-of"}}, "quantized"),
    ("llama", {"unheard_of": False}, None),
    ("llama", {"architectures": ["MixtralForCausalLM"], "model_type": "mixtral"}, "MixtralForCausalLM"),
    ("qwen2", {"attention_bias": False}, None),
    ("qwen2", {"sliding_window": 4, "max_window_layers": 0}, None),
    ("qwen2", {"use_sliding_window": True, "sliding_window": 4, "max_window_layers": 2, "layer_types": REMOVED}, None),
    ("qwen2", {"use_sliding_window": True, "sliding_window": 4, "max_window_layers": REMOVED, "layer_types": REMOVED},
     None),
    ("qwen2", {"use_sliding_window": True, "sliding_window": 4, "max_window_layers": 1, "layer_types": REMOVED},
     "sliding"),
    ("qwen2", {"use_sliding_window": True, "sliding_window": 4,
               "layer_types": ["full_attention", "sliding_attention"]}, "sliding"),
    ("qwen2", {"num_key_value_heads": REMOVED}, "num_key_value_heads"),
    ("qwen3", {"head_dim": REMOVED}, "q_proj"),
    ("qwen3", {"attention_bias": True}, "q_proj.bias"),
]

# what is done to the weights of the Llama
TENSORS = {
    "buffers nobody reads": (lambda t: t | {"model.position_ids": torch.arange(4), "model.layers.0.self_attn.mask":
                                            torch.ones(2, dtype=torch.bool)}, None),
    "saved frequencies": (lambda t: t | {"model.layers.0.self_attn.rotary_emb.inv_freq": torch.ones(2)}, None),
    "a bias that the config denies": (lambda t: t | {"model.layers.0.self_attn.q_proj.bias": torch.ones(16)},
                                      "q_proj.bias"),
    "a value head": (lambda t: t | {"v_head.summary.weight": torch.ones(1, 16)}, "v_head.summary.weight"),
    "doubles": (lambda t: {k: v.double() for k, v in t.items()}, "F64"),
    "a norm missing": (lambda t: {k: v for k, v in t.items() if k != "model.norm.weight"}, "model.norm.weight"),
    "half precision": (lambda t: {k: v.bfloat16() for k, v in t.items()}, None),
}

# what is changed in adapter_config.json
ADAPTERS = [
    ({}, None),
    ({"use_rslora": True}, None),
    ({"lora_dropout": 0.5, "init_lora_weights": "gaussian"}, None),
    ({"init_lora_weights": "orthogonal"}, None),
    ({"init_lora_weights": False}, None),
    ({"target_modules": r"model\.layers\.\d+\.(self_attn|mlp)\.(q_proj|v_proj|up_proj)"}, None),
    ({"target_modules": ["self_attn.q_proj", "v_proj", "up_proj"]}, None),
    ({"layers_to_transform": [0, 1]}, None),
    ({"layers_to_transform": [0]}, "layers_to_transform"),
    ({"layers_to_transform": 1, "layers_pattern": "layers"}, "layers_to_transform"),
    ({"exclude_modules": ["up_proj"]}, "exclude_modules"),
    ({"target_modules": ["q_proj", "v_proj"]}, "target_modules"),
    ({"alpha_pattern": {"q_proj": 1}}, "alpha_pattern"),
    ({"init_lora_weights": "pissa"}, "pissa"),
    ({"init_lora_weights": "pissa_niter_4"}, "pissa_niter_4"),
    ({"init_lora_weights": "olora"}, "olora"),
    ({"use_dora": True}, "use_dora"),
    ({"lora_bias": True}, "lora_bias"),
    ({"bias": "all"}, "bias"),
    ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
    ({"fan_in_fan_out": True}, "fan_in_fan_out"),
    ({"r": 3}, "r is 3"),
    ({"unheard_of": 1}, "unheard_of"),
    ({"peft_type": "LOHA"}, "LOHA"),
]


def log_probs(model):
    ids = torch.tensor([SEQUENCE])
    with torch.no_grad():
        logits = model.eval()(ids).logits.double()[0, :-1]
    picked = logits.log_softmax(-1).gather(1, ids[0, 1:, None])[:, 0]
    return [round(v, 6) for v in picked.tolist()]


def outcome(load):
    torch.manual_seed(7)  # what a file lacks is drawn
    try:
        return {"log_probs": log_probs(load())}
    except Exception as e:
        return {"error": type(e).__name__}


def changed(file, changes):
    values = json.loads(file.read_text())
    for key, value in changes.items():
        values.pop(key, None)
        if value != REMOVED:
            values[key] = value
    file.write_text(json.dumps(values))


def make_bases(out):
    for name, (model, config, more) in FAMILIES.items():
        torch.manual_seed(5)
        made = model(config(**SHAPE, **more)).float()
        for parameter_name, parameter in made.named_parameters():
            parameter.data.normal_(1.0 if "norm" in parameter_name else 0.0, 0.3)
        made.save_pretrained(out / name)
        (out / name / "generation_config.json").unlink(missing_ok=True)
    torch.manual_seed(6)
    adapted = get_peft_model(LlamaForCausalLM.from_pretrained(out / "llama"), LoraConfig(
        r=2, lora_alpha=6, target_modules=["q_proj", "v_proj", "up_proj"], task_type="CAUSAL_LM"))
    for parameter_name, parameter in adapted.named_parameters():
        if "lora_" in parameter_name:
            parameter.data.normal_(0.0, 0.3)
    adapted.save_pretrained(out / "adapter")
    changed(out / "adapter/adapter_config.json", {"base_model_name_or_path": "../llama"})
    (out / "adapter/README.md").unlink(missing_ok=True)


def make_cases(out, scratch):
    cases = []
    read = lambda: AutoModelForCausalLM.from_pretrained(scratch / "case", dtype=torch.float32)

    def copy(source):
        shutil.rmtree(scratch / "case", ignore_errors=True)
        shutil.copytree(out / source, scratch / "case")

    for family, changes, refusal in CONFIGS:
        copy(family)
        changed(scratch / "case/config.json", changes)
        cases.append({"folder": family, "config.json": changes, "refusal": refusal, **outcome(read)})
    for name, (change, refusal) in TENSORS.items():
        copy("llama")
        file = scratch / "case/model.safetensors"
        tensors = change(load_file(file))
        save_file(tensors, file, metadata={"format": "pt"})
        stored = f"{name.replace(' ', '-')}.safetensors"
        shutil.copy(file, out / stored)
        cases.append({"folder": "llama", "config.json": {}, "weights": stored, "refusal": refusal, **outcome(read)})
    for changes, refusal in ADAPTERS:
        copy("adapter")
        changed(scratch / "case/adapter_config.json", changes)
        base = lambda: LlamaForCausalLM.from_pretrained(out / "llama")
        cases.append({"folder": "adapter", "adapter_config.json": changes, "refusal": refusal,
                      **outcome(lambda: PeftModel.from_pretrained(base(), scratch / "case"))})
    head = json.dumps({"sequence": SEQUENCE, "removed": REMOVED})[:-1]
    return head + ', "cases": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]}\n"


def main():
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        if "--check" in sys.argv:
            out = scratch / "out"
            shutil.copytree(OUT, out)
            there = json.loads((OUT / "cases.json").read_text())["cases"]
            for old, new in zip(there, json.loads(make_cases(out, scratch))["cases"], strict=True):
                pairs = zip(old.get("log_probs", []), new.get("log_probs", []), strict=True)
                assert all(abs(a - b) < 1e-4 for a, b in pairs), (old, new)
            print(f"{len(there)} cases are as transformers and PEFT have them")
            return
        shutil.rmtree(OUT, ignore_errors=True)
        OUT.mkdir(parents=True)
        make_bases(OUT)
        (OUT / "cases.json").write_text(make_cases(OUT, scratch))


main()
