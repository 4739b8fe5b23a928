#!/usr/bin/env python3
"""Asks Debian's graphite-web 1.1.8 what GraphiteWebTest asks, and writes down what it answers: the oracle of the render language.

graphite_web.py FOLDER    reads FOLDER/*.txt, one request a line: a path and a query, not encoded; or only a target, for RANGE
                          writes FOLDER/series.json, what the series are, and FOLDER/*.jsonl, an answer a line
"""
import inspect
import json
import os
import pickle
import random
import sys
import tempfile
import time
import urllib.parse

ROOT = tempfile.mkdtemp()
BASE = 1_796_000_400  # 2026-11-29 21:40:00 UTC: a whole multiple of 60
NOW = BASE + 3 * 3600
RANGE = f"&format=json&from={BASE + 7230}&until={BASE + 8430}&now={NOW}"
open(os.path.join(ROOT, "oracle_settings.py"), "w").write(f"""
from graphite.settings import *
SECRET_KEY = 'oracle'
ALLOWED_HOSTS = ['*']
TIME_ZONE = 'UTC'
CARBONLINK_HOSTS = []
WHISPER_DIR = '{ROOT}/whisper'
STANDARD_DIRS = [WHISPER_DIR]
STORAGE_DIR = LOG_DIR = '{ROOT}'
INDEX_FILE = '{ROOT}/index'
DEFAULT_CACHE_DURATION = 0
CACHES = {{'default': {{'BACKEND': 'django.core.cache.backends.dummy.DummyCache'}}}}
DATABASES = {{'default': {{'NAME': '{ROOT}/graphite.db', 'ENGINE': 'django.db.backends.sqlite3'}}}}
""")
sys.path.insert(0, ROOT)
os.environ["DJANGO_SETTINGS_MODULE"] = "oracle_settings"
os.environ["TZ"] = "UTC"
os.makedirs(ROOT + "/whisper")
if not hasattr(inspect, "getargspec"):  # what /functions calls is gone from Python 3.11
    inspect.getargspec = lambda function: inspect.getfullargspec(function)[:4]
    inspect.formatargspec = lambda *spec: ""

import django

django.setup()
import msgpack
import whisper
from django.core.management import call_command
from django.test import Client
from graphite.storage import STORE
from graphite.tags.utils import TaggedSeries


time.time = lambda: float(NOW)  # the retention of whisper counts from now


def series():
    """Names, steps and values, from BASE on."""
    chance = random.Random(1)
    made = {}

    def add(name, step, count, value, missing=0.0, start=BASE):
        values = [None if chance.random() < missing else value(i) for i in range(count)]
        made[name] = {"start": start, "step": step, "values": values}

    for host, level in (("web-1", 20), ("web-2", 45), ("web-10", 70)):
        add(f"servers.{host}.cpu.user", 60, 180, lambda i: round(level + chance.random() * 20, 2), 0.08)
        add(f"servers.{host}.cpu.system", 60, 180, lambda i: round(level / 4 + chance.random() * 5, 2), 0.08)
        count = [0]

        def counter(i):
            count[0] = 0 if i % 97 == 96 else count[0] + chance.randrange(500)
            return count[0]

        add(f"servers.{host}.requests.count", 60, 180, counter, 0.04)
    add("servers.web-2.cpu", 60, 180, lambda i: round(chance.random(), 3))
    add("net.eth0.rx", 10, 1080, lambda i: round(1000 + chance.random() * 200, 1), 0.05)
    add("net.eth0.tx", 30, 360, lambda i: round(500 + chance.random() * 100, 1), 0.05)
    add("flat.zero", 60, 180, lambda i: 0)
    add("flat.signs", 60, 180, lambda i: [-2.5, -1, 0, 0.5, 1, 1.5, 2.5, 40, None, 1e6][i % 10])
    add("empty.at.all", 60, 180, lambda i: None)
    add("seasons.load", 3600, 240, lambda i: round(50 + 30 * ((i % 24) / 24) + chance.random() * 8, 2), 0.03, BASE - 237 * 3600 - BASE % 3600)
    for host, rack in (("web-1", "a1"), ("web-2", "a1"), ("db-1", "b7")):
        add(f"disk.used;host={host};rack={rack}", 60, 180, lambda i: round(100 + chance.random() * 10, 1), 0.05)
        add(f"disk.free;host={host};rack={rack}", 60, 180, lambda i: round(20 + chance.random() * 10, 1), 0.05)
    return made


def keep(name, data):
    path = os.path.join(ROOT, "whisper", TaggedSeries.encode(name, sep=os.sep) + ".wsp")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    whisper.create(path, [(data["step"], 100_000)])
    points = [(data["start"] + i * data["step"], v) for i, v in enumerate(data["values"]) if v is not None]
    if points:
        whisper.update_many(path, points)
    if ";" in name:
        STORE.tagdb.tag_series(name)


def without_prose(told):
    if isinstance(told, list):
        return [without_prose(each) for each in told]
    if not isinstance(told, dict):
        return "inf" if told == float("inf") else told
    return {key: without_prose(value) for key, value in told.items() if key not in ("description", "function", "module")}


def without_times(told):
    """Intervals end when a file of whisper was written, which is now and not NOW."""
    if isinstance(told, list):
        return [without_times(each) for each in told]
    if isinstance(told, dict):
        return {key: 0 if key in ("start", "end") else without_times(value) for key, value in told.items()}
    return 0


def timeless(nodes):
    return [{key: without_times(value) if key == "intervals" else value for key, value in each.items()} for each in nodes]


def read(answer):
    """What a reader of another language makes of an answer that is no text."""
    told = pickle.loads(answer.content) if "pickle" in answer["Content-Type"] else msgpack.unpackb(answer.content)
    return timeless(told)


def main(folder):
    call_command("migrate", "--run-syncdb", verbosity=0)
    made = series()
    for name, data in made.items():
        keep(name, data)
    with open(os.path.join(folder, "series.json"), "w") as out:
        out.write('{"now": %d, "series": {\n' % NOW)
        out.write(",\n".join(json.dumps(name) + ": " + json.dumps(data, separators=(",", ":")) for name, data in made.items()))
        out.write("\n}}\n")
    client = Client(raise_request_exception=False)
    for file in sorted(os.listdir(folder)):
        if not file.endswith(".txt"):
            continue
        with open(os.path.join(folder, file)) as asked, open(os.path.join(folder, file[:-3] + "jsonl"), "w") as out:
            for line in asked:
                line = line.strip()
                if not line or line.startswith("#"):
                    continue
                if not line.startswith("/"):
                    target, _, more = line.partition("  ")
                    line = "/render?target=" + target + RANGE + more
                path, _, query = line.partition("?")
                pairs = [part.partition("=")[::2] for part in query.split("&")] if query else []
                data = urllib.parse.urlencode(pairs)
                answer = client.get(path + "?" + data, HTTP_ACCEPT="*/*")
                kind = answer.get("Content-Type", "").split(";")[0]
                told = {"ask": line, "status": answer.status_code}
                if answer.status_code == 200 and kind == "application/json":
                    told["json"] = without_prose(json.loads(answer.content)) if path.startswith("/functions") else json.loads(answer.content)
                    if "/find" in path and "format=json" in query:
                        told["json"] = timeless(told["json"])
                elif kind in ("application/pickle", "application/x-msgpack"):
                    told["packed"] = read(answer)
                elif answer.status_code == 200 and kind.startswith("text/"):
                    told["text"] = answer.content.decode()
                else:
                    told["error"] = answer.content.decode(errors="replace")[:100] if answer.status_code == 400 else ""
                out.write(json.dumps(told, separators=(",", ":"), sort_keys=True) + "\n")


main(sys.argv[1])
