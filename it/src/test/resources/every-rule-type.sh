# A host on which every-rule-type.yml finds something to mend, whatever the machine below it is.
set -e
mkdir -p /srv/every/mounted /srv/every/nfs /srv/site /srv/more /run/sshd
cd /srv/every
echo one > content; echo 'x = 1' > block; printf 'LANG=de\nbad\n' > lines; echo sealed > sealed; echo > rights
printf '[server]\ndebug = 1\nlisten = all\n' > ini
chmod 644 content rights
rm -f /etc/motd /etc/issue /etc/issue.net /etc/sudoers.d/every /etc/cron.d/opsbro

# names and numbers of the rules are free; a user whose keys they change
useradd --no-create-home --home-dir /srv/every/bob --uid 4244 --shell /bin/sh opsbro-bob
install -d -o opsbro-bob -m 700 bob bob/.ssh
echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIvl2V0kdgXjs2dSBLkm2lXbBL3kQHuBfnIf2Zw2bV5j old' > bob/.ssh/authorized_keys
chown opsbro-bob bob/.ssh/authorized_keys

ssh-keygen -q -A
echo 'PermitRootLogin yes' > /etc/ssh/sshd_config
ip route add 10.8.0.0/16 via 10.99.0.254

# NFS of the kernel is no matter of a name space: its programs are only looked for, /etc/exports and /etc/fstab are real
[ -e /usr/sbin/exportfs ] || install -m 755 /bin/true /usr/sbin/exportfs
[ -e /sbin/mount.nfs ] || install -m 755 /bin/true /sbin/mount.nfs
rm -f /etc/exports

cat > /etc/init.d/opsbro-every << 'END'
#!/bin/sh
### BEGIN INIT INFO
# Provides: opsbro-every
# Required-Start:
# Required-Stop:
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
# Short-Description: every
### END INIT INFO
case $1 in
start) start-stop-daemon --start --quiet --background --make-pidfile --pidfile /run/opsbro-every.pid --startas /srv/every/opsbro-every -- 600 ;;
stop) start-stop-daemon --stop --quiet --pidfile /run/opsbro-every.pid ;;
status) [ -e /run/opsbro-every.pid ] || exit 3 ;;
esac
END
chmod 755 /etc/init.d/opsbro-every
cp /bin/sleep opsbro-every

# a web server for a file whose sum is known
mkdir -p /srv/web
echo hello > /srv/web/served
(cd /srv/web; python3 -m http.server 8099 --bind 127.0.0.1 > /dev/null 2>&1 < /dev/null &)

# two signed repositories, one of them known; one package of it is there, one is not
export GNUPGHOME=/run/keys
mkdir -m 700 /run/keys
gpg --batch --quiet --passphrase '' --quick-gen-key 'site <site@example.org>' rsa2048 sign never
gpg --output /srv/site.gpg --export
gpgconf --kill all
cd /srv/site
for each in hello other; do
  mkdir -p /run/$each/DEBIAN /run/$each/usr/share/opsbro-$each
  echo $each > /run/$each/usr/share/opsbro-$each/$each
  printf 'Package: opsbro-%s\nVersion: 1.0\nArchitecture: all\nMaintainer: none <none@example.org>\nDescription: %s\n' $each $each > /run/$each/DEBIAN/control
  dpkg-deb --root-owner-group --build /run/$each $each.deb > /dev/null
  { dpkg-deb --field $each.deb
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' $each.deb "$(stat -c %s $each.deb)" "$(sha256sum < $each.deb | cut -c1-64)"; } >> Packages
done
printf 'Date: %s\nSHA256:\n %s %s Packages\n' "$(date -Ru)" "$(sha256sum < Packages | cut -c1-64)" "$(stat -c %s Packages)" > Release
gpg --batch --quiet --clearsign --output InRelease Release
gpgconf --kill all
cp -r /srv/site/. /srv/more
# apt keeps its cache, as on servers, where images for containers tell it not to
rm -rf /etc/apt/apt.conf.d/docker-* /etc/apt/sources.list /etc/apt/sources.list.d /var/lib/apt/lists
mkdir /etc/apt/sources.list.d
echo 'deb [signed-by=/srv/site.gpg] file:/srv/site ./' > /etc/apt/sources.list.d/site.list
apt-get -qq update
dpkg -i other.deb > /dev/null
