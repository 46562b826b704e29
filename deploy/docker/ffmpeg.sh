#!/bin/sh
# Builds ffmpeg from Debian's source with nothing but what the format aac needs: samples in, AAC in ADTS out.
# usage: ffmpeg.sh OUT      needs deb-src lines, dpkg-dev, gcc, make, nasm. LGPL: no part under the GPL is switched on.
set -eu
out=$1
# Always the same folder, so that the same source gives the same bytes.
mkdir -p /build/ffmpeg
cd /build/ffmpeg
apt-get source -qq -o APT::Sandbox::User=root ffmpeg
version=$(dpkg-parsechangelog --file ffmpeg-*/debian/changelog --show-field Version)
cd ffmpeg-*/
./configure --disable-everything --disable-autodetect --disable-network --disable-doc --disable-debug --disable-avdevice \
  --disable-swscale --disable-postproc --disable-ffplay --disable-ffprobe --enable-small --extra-version="$version-aac" \
  --enable-protocol=pipe --enable-demuxer=pcm_s16le --enable-decoder=pcm_s16le --enable-encoder=aac --enable-muxer=adts \
  --enable-filter=aresample,aformat,anull
make -s -j"$(nproc)" ffmpeg
install -D --strip ffmpeg "$out/usr/bin/ffmpeg"
install -D -m 644 COPYING.LGPLv2.1 "$out/usr/share/doc/ffmpeg/copyright"
# As a package of Debian, which it was built from, so that scanners find it.
mkdir -p "$out/var/lib/dpkg/status.d"
cat >"$out/var/lib/dpkg/status.d/ffmpeg" <<FIELDS
Package: ffmpeg
Version: $version
Architecture: $(dpkg --print-architecture)
Description: built from this source with nothing but AAC
FIELDS
cd /
rm -rf /build/ffmpeg
