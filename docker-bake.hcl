# docker buildx bake               both images, for this machine's own builder
# docker buildx bake --push        and into a registry; every setting below can come from the environment
# Set SOURCE_DATE_EPOCH (git log -1 --format=%ct) for images that come out the same again.

variable "STARLING_IMAGE" {
  default = "starling"
}

variable "STARLING_VERSION" {
  default = "0.1.0"
}

# The commit, and when it was made (RFC 3339).
variable "REVISION" {
  default = ""
}

variable "CREATED" {
  default = ""
}

variable "NODE_IMAGE" {
  default = "node:22-bookworm-slim"
}

variable "CUDA_IMAGE" {
  default = "nvidia/cuda:13.0.1-cudnn-runtime-ubuntu22.04"
}

variable "DEBIAN_MIRROR" {
  default = "http://deb.debian.org/debian"
}

variable "DEBIAN_SECURITY_MIRROR" {
  default = "http://deb.debian.org/debian-security"
}

variable "NPM_REGISTRY" {
  default = "https://registry.npmjs.org/"
}

variable "NUGET_INDEX" {
  default = "https://api.nuget.org/v3/index.json"
}

group "default" {
  targets = ["cpu", "gpu"]
}

target "starling" {
  context    = "."
  dockerfile = "deploy/docker/Dockerfile"
  args = {
    NODE_IMAGE             = NODE_IMAGE
    DEBIAN_MIRROR          = DEBIAN_MIRROR
    DEBIAN_SECURITY_MIRROR = DEBIAN_SECURITY_MIRROR
    NPM_REGISTRY           = NPM_REGISTRY
    VERSION                = STARLING_VERSION
    REVISION               = REVISION
    CREATED                = CREATED
  }
  # zstd is read by Docker 23 and later, containerd 1.5 and later. For older ones: --set "*.output=type=image,compression=gzip"
  output = ["type=image,oci-mediatypes=true,compression=zstd,compression-level=12,force-compression=true,rewrite-timestamp=true"]
  attest = ["type=provenance,mode=max", "type=sbom"]
}

target "cpu" {
  inherits  = ["starling"]
  target    = "cpu"
  platforms = ["linux/amd64", "linux/arm64"]
  tags      = ["${STARLING_IMAGE}:${STARLING_VERSION}", "${STARLING_IMAGE}:latest"]
}

# ONNX Runtime's CUDA provider is published for amd64 only.
target "gpu" {
  inherits  = ["starling"]
  target    = "gpu"
  platforms = ["linux/amd64"]
  tags      = ["${STARLING_IMAGE}:${STARLING_VERSION}-gpu", "${STARLING_IMAGE}:latest-gpu"]
  args = {
    CUDA_IMAGE  = CUDA_IMAGE
    NUGET_INDEX = NUGET_INDEX
  }
}
