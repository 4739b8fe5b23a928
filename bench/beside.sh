# What the benches share that start an agent beside a peer: sourced by them, from the folder of the clone. Needs a POSIX shell.

# Tools that must be there, after the words that say how to get them.
need() {
    hint=$1
    shift
    for tool; do
        command -v "$tool" > /dev/null || { echo "$hint: there is no $tool" >&2; exit 1; }
    done
}

# A folder that goes at the end, with everything that was started: those of "$started" and the agent.
begin() {
    folder=$(mktemp -d)
    export OPSBRO_DATA_DIR="$folder/lib" OPSBRO_CONFIG_DIR="$folder/etc" OPSBRO_LOG_DIR="$folder/log"
    started=
    trap './opsbro agent stop > /dev/null 2>&1; [ -z "$started" ] || kill $started 2> /dev/null; rm -rf "$folder"' EXIT
    mkdir -p "$folder/etc"
}

# Parameters of a pack, before the agent starts: PACK LINE...
parameters() {
    mkdir -p "$folder/lib/local-configuration/packs/$1/parameters"
    at=$folder/lib/local-configuration/packs/$1/parameters/parameters.yml
    shift
    printf '%s\n' "$@" > "$at"
}

# Starts the agent: GROUPS PORT. Its process is $ours.
agent() {
    echo "groups: [$1]" > "$folder/etc/agent.yml"
    ./opsbro agent start --daemon --port "$2" > /dev/null || exit 1
    ours=$(cat "$folder/lib/agent.lock")
}

# A number that a module counts: MODULE NAME
counter() { ./opsbro agent info --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["modules"][sys.argv[1]]["counters"][sys.argv[2]])' "$1" "$2"; }

# Processor time of a process, user's and system's, in hundredths of a second; what it has in memory in KiB.
ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
resident() { awk '/^VmRSS/ {print $2}' "/proc/$1/status"; }

# The one in the middle of numbers, a line each.
median() { sort -n | awk '{all[NR] = $1} END {print all[int((NR + 1) / 2)]}'; }

# Waits until somebody listens, a minute at most: tcp or udp, PORT
listening() {
    for i in $(seq 300); do
        ! grep -qE ":$(printf %04X "$2") 0+:0000 $([ "$1" = tcp ] && echo 0A || echo 07)" "/proc/net/$1" "/proc/net/${1}6" || return 0
        sleep 0.2
    done
    echo "nobody listens on $1 port $2" >&2
    exit 1
}

java() { "${JAVA_HOME:-/usr}/bin/java" -XX:+UseSerialGC -Xmx512m -cp "agent/target/classes:bench/target/classes:agent/target/lib/*" "$@"; }
