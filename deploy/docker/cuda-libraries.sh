#!/bin/bash
# Copies what ONNX Runtime's CUDA provider loads out of a CUDA image, and nothing else: what it is linked against, what it
# opens by name (cuDNN, cuFFT, NVRTC), and what those need in turn.
# usage: cuda-libraries.sh PROVIDER ROOT      PROVIDER: libonnxruntime_providers_cuda.so; into ROOT/usr/local/cuda/lib
set -euo pipefail
provider=$1
out=$2/usr/local/cuda/lib
licences=$2/usr/share/doc/cuda
mkdir -p "$out" "$licences"

# The driver's own library comes from the machine that runs the image.
names() {
  grep -aoE 'lib(cu|nv)[A-Za-z_]+\.so\.[0-9]+' "$1" | sort -u | grep -v '^libcuda\.so' || true
}
find_library() {
  find -L /usr/local/cuda*/ /usr/lib/*-linux-gnu /opt -name "$1" -not -path '*/stubs/*' -print -quit 2>/dev/null || true
}
take() {
  local found
  [ -e "$out/$1" ] && return
  found=$(find_library "$1")
  [ -n "$found" ] || return 0
  cp -L "$found" "$out/$1"
  chmod 644 "$out/$1"
}

for name in $(names "$provider"); do take "$name"; done
# cuDNN, which may be named without its version, is several libraries that its first one opens when they are needed;
# NVRTC has a file of built-ins.
for extra in 'libcudnn*.so.[0-9]' 'libnvrtc-builtins.so.[0-9]*.[0-9]'; do
  while read -r file; do take "$(basename "$file")"; done < <(
    find -L /usr/local/cuda*/ /usr/lib/*-linux-gnu /opt -name "$extra" -not -path '*/stubs/*' 2>/dev/null | sort
  )
done
# What these need, until nothing new comes. ldd fails where a single file is odd, and says the rest all the same.
missing() {
  { find "$out" -type f -exec env LD_LIBRARY_PATH="$out" ldd "$provider" {} + || true; } |
    sed -n 's/^[[:space:]]*\(lib[^ ]*\) => not found$/\1/p' | { grep -v '^libcuda\.so\|^libonnxruntime' || true; } | sort -u
}
# Something to look at, also where nothing was found by name.
: >"$out/.looked"
while missing=$(missing 2>/dev/null) && [ -n "$missing" ]; do
  for name in $missing; do
    take "$name"
    [ -e "$out/$name" ] && continue
    echo "cuda-libraries.sh: the CUDA provider of this ONNX Runtime needs $name, which this CUDA_IMAGE does not have." >&2
    echo "Expected: nvidia/cuda:VERSION-cudnn-runtime-… of the CUDA version in that name. Pass --build-arg CUDA_IMAGE=…" >&2
    exit 1
  done
done
# What is opened by name only.
for family in libcudnn libcufft libnvrtc; do
  if ! grep -aq "$family\.so" "$provider" || ls "$out/$family".so.* >/dev/null 2>&1; then continue; fi
  echo "cuda-libraries.sh: this CUDA_IMAGE has no $family that the CUDA provider opens." >&2
  echo "Expected $(names "$provider" | grep "^$family" | tr '\n' ' ') or without a version. Use an image with cudnn-runtime in its tag." >&2
  exit 1
done
rm "$out/.looked"
ln -s "$(basename "$out"/libcudnn.so.*)" "$out/libcudnn.so"

# NVIDIA's terms go with its libraries.
for licence in /NGC-DL-CONTAINER-LICENSE /usr/local/cuda*/EULA.txt /usr/share/doc/lib{cu,nv}*/copyright; do
  [ ! -e "$licence" ] || install -m 644 "$licence" "$licences/$(tr / - <<<"${licence#/}")"
done
du -ch "$out"/* >&2
