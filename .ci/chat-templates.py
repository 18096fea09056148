"""Makes or checks the expected texts of chat templates with transformers itself.

usage: chat-templates.py check|make
The templates are those of executors/src/test/resources/chat: probes.jsonl, one line each, and styles/*.jinja. `check` fails
when transformers prints another text, or raises where there is one, than the test data says; `make` writes what it prints.
A probe marked "refused" is one that acpo refuses; its expected text is kept for whoever teaches it to print it.
"""

import datetime
import json
import pathlib
import sys

from transformers.utils import chat_template_utils

CHAT = pathlib.Path(__file__).resolve().parent.parent / "executors/src/test/resources/chat"
NOW = datetime.datetime(2026, 11, 30, 9, 5, 7)
TOKENS = {"bos_token": "<s>", "eos_token": "</s>"}


class Pinned(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW


def render(template, context):
    """The text and None, or None and the error."""
    try:
        messages = chat_template_utils._normalize_chat_messages(context["messages"])
        texts, _ = chat_template_utils.render_jinja_template(
            [messages],
            tools=context.get("tools"),
            chat_template=template,
            add_generation_prompt=context["add_generation_prompt"],
            **TOKENS,
        )
        return texts[0], None
    except Exception as error:  # whatever a template does wrong
        return None, f"{type(error).__name__}: {error}"


def style_cases(contexts):
    for style in sorted((CHAT / "styles").glob("*.jinja")):
        for name, context in contexts.items():
            text, error = render(style.read_text(encoding="utf-8"), context)
            yield {"style": style.name, "context": name, "expected": text, "error": error}


def probe_cases(contexts, probes):
    for probe in probes:
        text, error = render(probe["template"], contexts[probe.get("context", "system")])
        yield {**probe, "expected": text, "error": error}


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def main():
    chat_template_utils.datetime = Pinned
    contexts = json.loads((CHAT / "contexts.json").read_text(encoding="utf-8"))
    files = {
        CHAT / "styles.jsonl": list(style_cases(contexts)),
        CHAT / "probes.jsonl": list(probe_cases(contexts, lines(CHAT / "probes.jsonl"))),
    }
    differ = 0
    for path, cases in files.items():
        if sys.argv[1] == "make":
            text = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)
            path.write_text(text, encoding="utf-8")
            continue
        for known, case in zip(lines(path), cases, strict=True):
            if known["expected"] != case["expected"]:
                differ += 1
                print(f"{path.name}: transformers has {case['expected']!r} {case['error']} for {known}")
    print(f"{sum(map(len, files.values()))} cases, {differ} differ")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
