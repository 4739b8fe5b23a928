"""A terminal for tests: runs a program on a pseudo terminal, draws what it writes as a terminal would, and does what it is told on its input.

Words: the program. A line of JSON for each of: look | keys TEXT | size ROWS COLUMNS | signal NUMBER | hang-up | end
"""
import fcntl, json, os, re, signal, struct, subprocess, sys, termios, threading

master, slave = os.openpty()
rows, columns = 24, 80
known = columns
lock = threading.Lock()
grid = [[" "] * 400 for _ in range(200)]
at = [0, 0]
saved = [0, 0]
state = {"alternate": False, "cursor": True, "writes": 0, "longest": 0, "cleared": 0}


def resize(r, c):
    global rows, columns
    rows, columns = r, c
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", r, c, 0, 0))


def settings(fd):
    found = termios.tcgetattr(fd)
    return found[:6] + [[byte if isinstance(byte, int) else byte.hex() for byte in found[6]]]


def clear():
    """Who wipes the window knows how wide it is by now."""
    global known
    known = columns
    state["cleared"] += 1
    for row in grid:
        row[:] = [" "] * len(row)


SEQUENCE = re.compile(r"\x1b\[(\??)([0-9;]*)([@-~])")


def draw(text):
    """What it could not read to its end."""
    i = 0
    while i < len(text):
        letter = text[i]
        if letter == "\x1b":
            found = SEQUENCE.match(text, i)
            if not found:
                if len(text) - i < 16:
                    return text[i:]
                i += 1
                continue
            private, numbers, final = found.groups()
            i = found.end()
            if private and numbers == "1049":
                state["alternate"] = final == "h"
                if final == "h":
                    saved[:] = at
                else:
                    at[:] = saved
                clear()
            elif private and numbers == "25":
                state["cursor"] = final == "h"
            elif final == "H":
                parts = (numbers + ";").split(";")
                at[:] = [int(parts[0] or 1) - 1, int(parts[1] or 1) - 1]
            elif final == "J" and numbers == "2":
                clear()
            elif final == "K":
                for column in range(at[1], 400):
                    grid[at[0]][column] = " "
            continue
        if letter == "\r":
            at[1] = 0
        elif letter == "\n":
            at[0] = min(at[0] + 1, 199)
        else:
            if at[1] < 400 and at[0] < 200:
                grid[at[0]][at[1]] = letter
            at[1] += 1
            state["longest"] = max(state["longest"], at[1] - known)
        i += 1
    return ""


def read():
    rest = ""
    pending = b""
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:
            return
        if not data:
            return
        with lock:
            state["writes"] += 1
            pending += data
            try:
                text, pending = pending.decode(), b""
            except UnicodeDecodeError as cut:
                text, pending = pending[: cut.start].decode(), pending[cut.start :]
            rest = draw(rest + text)


resize(rows, columns)
before = settings(slave)


def own():
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    os.tcsetpgrp(slave, os.getpgrp())


process = subprocess.Popen(sys.argv[1:], stdin=slave, stdout=slave, stderr=slave, preexec_fn=own)
threading.Thread(target=read, daemon=True).start()
for line in sys.stdin:
    words = line.rstrip("\n").split(" ", 1)
    if words[0] == "keys":
        os.write(master, words[1].encode().decode("unicode_escape").encode("latin-1"))
    elif words[0] == "size":
        resize(*map(int, words[1].split()))
        os.killpg(process.pid, signal.SIGWINCH)
    elif words[0] == "signal":
        os.kill(process.pid, int(words[1]))
    elif words[0] == "hang-up":
        os.close(master)
    elif words[0] == "end":
        break
    with lock:
        shown = ["".join(row).rstrip() for row in grid[:rows]]
        try:
            restored = settings(slave) == before
        except termios.error:
            restored = None
        answer = dict(state, code=process.poll(), restored=restored, lines=shown)
    print(json.dumps(answer), flush=True)
if process.poll() is None:
    process.kill()
