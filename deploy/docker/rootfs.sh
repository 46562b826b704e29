#!/bin/sh
# Assembles the system of the image from Debian packages: unpacks them, without running their scripts.
# usage: rootfs.sh ROOT PACKAGE…     as root, in Debian, after apt-get update
set -eu
root=$1
shift

# Debian's merged /usr: a package may name /lib, its files belong into /usr/lib.
mkdir -p "$root/usr/lib" "$root/usr/lib64" "$root/usr/bin" "$root/var/lib/dpkg/status.d"
ln -s usr/lib "$root/lib"
ln -s usr/lib64 "$root/lib64"
ln -s usr/bin "$root/bin"

work=$(mktemp -d)
cd "$work"
apt-get download -o APT::Sandbox::User=root "$@"
for package in *.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar --extract --keep-directory-symlink --directory "$root"
  # Where scanners look for the packages of an image without a package manager.
  dpkg-deb --field "$package" >"$root/var/lib/dpkg/status.d/$(dpkg-deb --field "$package" Package)"
done
rm -rf "$work"

cd "$root"
# One file of authorities, as update-ca-certificates makes it; from the package, never from the machine that builds.
mkdir -p etc/ssl/certs
find usr/share/ca-certificates -name '*.crt' | LC_ALL=C sort | xargs cat >etc/ssl/certs/ca-certificates.crt

# Licences stay. What needs a shell, Python or a debugger does not, nor what only iconv reads.
find usr/share -type f ! -path 'usr/share/doc/*/copyright' -delete
rm -rf usr/share/man usr/share/doc/*/examples usr/sbin sbin etc/ca-certificates etc/ld.so.conf.d usr/bin/tini-static
cd usr/lib/*-linux-gnu*/
rm -rf gconv audit libBrokenLocale.* libc_malloc_debug.* libmemusage.* libmvec.* libnsl.* libnss_compat.* libnss_hesiod.* \
  libpcprofile.* libthread_db.*
cd "$root"
find usr/share etc -depth -type d -empty -delete

mkdir -p tmp root app/models app/voices app/logs app/cache
chmod 1777 tmp
chmod 700 root
echo 'hosts: files dns' >etc/nsswitch.conf
echo 'root:x:0:0:root:/root:/sbin/nologin' >etc/passwd
echo 'starling:x:10001:10001:Starling:/app/cache:/sbin/nologin' >>etc/passwd
printf 'root:x:0:\nstarling:x:10001:\n' >etc/group
chown 10001:10001 app/models app/voices app/logs app/cache
