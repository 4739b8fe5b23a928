"""Renders templates with jinja2 as TemplateBench does: templates.py ORACLE FOLDER TEMPLATE...

Reads inputs.json of the folder, writes NAME.theirs, and prints for each: its name, microseconds of the processor of a rendering, of compiling it, of both the first time.
"""
import importlib.util
import json
import os
import sys
import time

ROUNDS = 400
spec = importlib.util.spec_from_file_location("oracle", sys.argv[1])
oracle = importlib.util.module_from_spec(spec)
spec.loader.exec_module(oracle)
folder = sys.argv[2]


def micros(work, rounds):
    for _ in range(rounds // 4):
        work()
    start = time.process_time_ns()
    for _ in range(rounds):
        work()
    return (time.process_time_ns() - start) / rounds / 1000


with open(os.path.join(folder, "inputs.json"), encoding="utf-8") as file:
    inputs = oracle.inputs_of(json.load(file))
for path in sys.argv[3:]:
    name = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    start = time.process_time_ns()
    environment = oracle.environment({})
    template = environment.from_string(text)
    made = template.render(inputs)
    first = (time.process_time_ns() - start) / 1000
    with open(os.path.join(folder, name + ".theirs"), "w", encoding="utf-8", newline="") as file:
        file.write(made)
    rendering = micros(lambda: template.render(inputs), ROUNDS)
    compiling = micros(lambda: environment.from_string(text), ROUNDS // 4)
    print("%s %.1f %.1f %.0f" % (name, rendering, compiling, first))
