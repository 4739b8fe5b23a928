"""Evaluates one expression a line with CPython and prints what it gives: V and a canonical form, or E for an error."""
import sys
import warnings

warnings.simplefilter("ignore")
FUNCTIONS = {f.__name__: f for f in (abs, min, max, sum, sorted, len, set, list, str, int, float, bool, round, any, all)}


def canonical(value):
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        if not -2**63 <= value < 2**63:
            raise OverflowError
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        return "'" + "".join("%x." % ord(c) for c in value)
    if isinstance(value, (set, frozenset)):
        return "{" + ",".join(sorted(map(canonical, value))) + "}"
    if isinstance(value, dict) or type(value).__name__ == "dict_items":
        items = value.items() if isinstance(value, dict) else value
        return "d[" + ",".join(canonical(k) + ":" + canonical(v) for k, v in items) + "]"
    if isinstance(value, tuple):
        return "(" + ",".join(map(canonical, value)) + ")"
    if isinstance(value, (list, type({}.keys()), type({}.values()))):
        return "[" + ",".join(map(canonical, value)) + "]"
    raise TypeError(type(value))


scope = {"__builtins__": {}, "true": True, "false": False, **FUNCTIONS}
for line in sys.stdin:
    text = line.rstrip("\n")
    try:
        result = "V" + canonical(eval(text, scope))
    except RecursionError:
        result = "S"
    except Exception as error:
        result = "E" + type(error).__name__
    sys.stdout.write(result + "\n")
