# The service as an image: Node.js and bundled files, without a shell or a package manager.
#   docker build --tag genesys-availability-proxy:0.1.0 .
# The tags below move with security fixes. A build that must not move pins them by digest:
#   --build-arg BUILD_IMAGE=node@sha256:… --build-arg RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13@sha256:…
ARG BUILD_IMAGE=node:24-trixie-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

# Bundles are the same for every processor: for an image of several, they are built once, on the machine's own.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Without scripts: `prepare` builds, and the sources come below so that this layer outlives their changes.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json LICENSE ./
COPY config config
COPY .ci/bill .ci/bill
COPY src src
RUN npm run build

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="genesys-availability-proxy" \
      org.opencontainers.image.description="OAuth token broker and availability proxy for Genesys Cloud" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
ENV NODE_ENV=production
# glibc gives back what the start needed, and keeps one arena for all threads: some 15 MB less.
ENV MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072
# One level above dist/: see src/runtime/package-root.ts.
COPY --from=build /app/package.json /app/LICENSE ./
# The bill of materials is for scanners, which can't look into a bundle; the notices are owed to those who wrote what is in it.
COPY --from=build /app/dist/sbom.cdx.json /app/dist/THIRD_PARTY_NOTICES ./
COPY --from=build /app/config/default.yaml config/default.yaml
COPY --from=build /app/dist/main.js /app/dist/healthcheck.js /app/dist/cli.js dist/
COPY --from=build /app/dist/ui dist/ui
# A number: Kubernetes can't tell whether a name is root.
USER 65532:65532
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["/nodejs/bin/node", "dist/healthcheck.js"]
# The base image's entry point is node.
CMD ["dist/main.js"]
