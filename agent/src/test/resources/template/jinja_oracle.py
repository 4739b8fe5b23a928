#!/usr/bin/env python3
"""Renders templates with jinja2 as OpsBro renders them: the oracle of GoldenTest and of DifferentialTemplateTest.

jinja_oracle.py INPUTS.json      requests on stdin, one JSON a line: {"templates": {name: text}, "name": which}
                                 answers on stdout, one JSON a line: {"text": ...} or {"error": ...}
jinja_oracle.py --renew FOLDER   writes NAME.out, or NAME.error, beside each NAME.j2 below the folder, with its inputs.json
"""
import base64
import collections
import functools
import json
import os
import re
import shlex
import sys

import jinja2
import markupsafe


def pairs(values):
    return collections.OrderedDict(values)


def inputs_of(raw):
    inputs = dict(raw)
    nodes = sorted(raw["nodes"], key=lambda node: node["uuid"])
    alive = [node for node in nodes if node["state"] == "alive"]
    inputs["nodes"] = {node["uuid"]: node for node in nodes}
    inputs["node"] = inputs["nodes"][raw["self"]]
    inputs["groups"] = {g: [n for n in alive if g in n["groups"]] for g in sorted({g for n in alive for g in n["groups"]})}
    inputs["services"] = {
        s: [n for n in alive if s in n["services"]] for s in sorted({s for n in alive for s in n["services"]})
    }

    def ok_nodes(group="", if_none=""):
        found = [node for node in alive if not group or group in node["groups"]]
        if not found and if_none == "raise":
            raise ValueError("no node is alive in " + group)
        return found

    inputs["ok_nodes"] = ok_nodes
    return inputs


# the filters that OpsBro has beside those of jinja2
MORE = {
    "b64encode": lambda s: base64.b64encode(str(s).encode()).decode(),
    "b64decode": lambda s: base64.b64decode(s).decode(),
    "quote": lambda s: shlex.quote(str(s)),
    "regex_replace": lambda s, p, r="", ignorecase=False: re.sub(p, r, str(s), flags=re.I if ignorecase else 0),
    "regex_search": lambda s, p, ignorecase=False: (lambda m: m.group(0) if m else None)(
        re.search(p, str(s), re.I if ignorecase else 0)
    ),
    "regex_findall": lambda s, p, ignorecase=False: [
        list(m) if isinstance(m, tuple) else m for m in re.findall(p, str(s), re.I if ignorecase else 0)
    ],
    "basename": os.path.basename,
    "dirname": os.path.dirname,
    "split": lambda s, sep=None: s.split(sep),
    "from_json": json.loads,
    "to_json": lambda v, indent=None: json.dumps(v, indent=indent),
    "to_nice_json": lambda v, indent=4: json.dumps(v, indent=indent),
}


# a Markup escapes what it is joined with: OpsBro makes configuration files, and its texts are texts
ESCAPING = ("e", "escape", "tojson", "xmlattr", "indent")


def plain(filter):
    @functools.wraps(filter)
    def plainly(*arguments, **keywords):
        made = filter(*arguments, **keywords)
        return str(made) if isinstance(made, markupsafe.Markup) else made

    return plainly


# the functions of OpsBro's expressions that Python has, too
FUNCTIONS = {f.__name__: f for f in (abs, all, any, bool, float, int, len, list, max, min, round, sorted, str, sum)}


def environment(templates):
    found = jinja2.Environment(
        loader=jinja2.DictLoader(templates),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    for name in ESCAPING:
        found.filters[name] = plain(found.filters[name])
    found.filters.update(MORE)
    found.globals.update(FUNCTIONS)
    return found


def answer(templates, name, inputs):
    try:
        return {"text": environment(templates).get_template(name).render(inputs)}
    except RecursionError:
        return {"error": "RecursionError"}
    except Exception as failed:
        return {"error": type(failed).__name__ + ": " + str(failed)}


def serve(inputs):
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(answer(request["templates"], request["name"], inputs)), flush=False)


def renew(folder):
    with open(os.path.join(folder, "inputs.json"), encoding="utf-8") as file:
        inputs = inputs_of(json.load(file))
    names = sorted(
        os.path.relpath(os.path.join(where, file), folder)
        for where, _, files in os.walk(folder)
        for file in files
        if file.endswith(".j2")
    )
    templates = {}
    for name in names:
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            templates[name] = file.read()
    for name in names:
        if name.startswith("parts/"):
            continue
        given = answer(templates, name, inputs)
        stem = os.path.join(folder, name[: -len(".j2")])
        for ending in (".out", ".error"):
            if os.path.exists(stem + ending):
                os.remove(stem + ending)
        ending, text = (".out", given["text"]) if "text" in given else (".error", given["error"] + "\n")
        with open(stem + ending, "w", encoding="utf-8", newline="") as file:
            file.write(text)


if __name__ == "__main__":
    if sys.argv[1] == "--renew":
        renew(sys.argv[2])
    else:
        with open(sys.argv[1], encoding="utf-8") as file:
            serve(inputs_of(json.load(file)))
