# A stand-in for the published node:22-bookworm-slim, of the same layout; base-image.ts makes the folder that it is built in.
FROM scratch
ADD debian.tar /
COPY node/ /
ARG NODE_VERSION
ENV NODE_VERSION=$NODE_VERSION
CMD ["node"]
