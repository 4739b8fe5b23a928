# Runs "$@" beside a systemd of its own, in a mount name space that is not shared: process 1 of a name space of processes, with a bus and no other unit.
set -e
mount -t tmpfs tmpfs /run
rm -rf /etc/systemd/system
mkdir -p /etc/systemd/system
cd /etc/systemd/system
cat > dbus.socket << UNIT
[Unit]
DefaultDependencies=no
[Socket]
ListenStream=/run/dbus/system_bus_socket
UNIT
cat > dbus.service << UNIT
[Unit]
DefaultDependencies=no
Requires=dbus.socket
After=dbus.socket
[Service]
ExecStart=/usr/bin/dbus-daemon --system --address=systemd: --nofork --nopidfile --syslog-only
UNIT
cat > bus.target << UNIT
[Unit]
DefaultDependencies=no
Requires=dbus.service
AllowIsolate=yes
UNIT
cd /
groups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
if [ -z "$groups" ]; then
  groups=/run/groups
  mkdir "$groups"
  mount -t cgroup2 cgroup2 "$groups"
fi
group=$groups/opsbro-test-$$
mkdir "$group"
trap 'kill -9 "$own" 2> /dev/null; sleep 0.2; find "$group" -depth -type d -exec rmdir {} + 2> /dev/null' EXIT
sh -c '
  echo 0 > "$1/cgroup.procs"
  exec setpriv --pdeathsig KILL unshare --pid --fork --kill-child --cgroup --ipc --mount --propagation private sh -c "
    mount -t proc proc /proc
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    exec env -i container=opsbro PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=bus.target --show-status=0 --log-target=null"
' sh "$group" &
own=$!
in_it() { nsenter --target $(cat /proc/$own/task/$own/children) --mount --pid --cgroup --ipc -- "$@"; }
tries=0
until in_it systemctl is-active --quiet dbus.service 2> /dev/null; do
  tries=$((tries + 1))
  [ $tries -lt 200 ] || { echo "no systemd came up"; exit 1; }
  sleep 0.1
done
in_it "$@"
