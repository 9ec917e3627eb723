# Our k6 in an image. It only calls the build script that everything else uses: extensions/build.ts.
# It could not be run on the machine it was written on (no Docker there); what it calls was.
#
# The k6 in the image contains Grafana k6 and is under AGPL-3.0 as a whole; LICENSE-k6.txt lies beside it.
FROM node:20-bookworm AS build
COPY --from=golang:1.26-bookworm /usr/local/go /usr/local/go
ENV PATH=/usr/local/go/bin:$PATH XDG_CACHE_HOME=/cache
WORKDIR /headroom
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY contract contract
COPY extensions extensions
COPY tsconfig tsconfig
RUN k6=$(npx tsx extensions/build.ts) && mkdir /out && cp "$k6" "$(dirname "$k6")/LICENSE-k6.txt" /out/

FROM debian:bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/ /usr/local/bin/
ENTRYPOINT ["k6"]
