# The program (target `app`, the default) and the mail server for a first try (target `try-mail`).

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --include=dev
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY templates templates
COPY src src
COPY workers workers
COPY knowledge knowledge
RUN node scripts/build.mjs

FROM build AS packages
RUN npm prune --omit=dev --ignore-scripts && rm -rf node_modules/.cache dist/src/sandbox

# Development packages are still in it: for trying the program out, never for real mail.
FROM build AS try-mail
RUN apt-get update \
    && apt-get install -y --no-install-recommends openssl \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o node -g node /certificate
USER node
EXPOSE 3993 3465
HEALTHCHECK --interval=5s --timeout=3s --start-period=15s --retries=3 \
    CMD ["node", "-e", "require('node:net').connect(3993, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))"]
CMD ["node", "dist/src/sandbox/serve.js", "--certificate-folder", "/certificate", "--name", "mail", "--listen-on", "0.0.0.0"]

FROM node:24-slim AS app
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/dist dist
COPY package.json LICENSE NOTICE ./
COPY bin bin
COPY knowledge knowledge
COPY migrations migrations
# For the embedded stores, when neither DATABASE_URL nor REDIS_URL is set.
RUN install -d -o node -g node /app/data
VOLUME /app/data
USER node
EXPOSE 9464
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.HEALTH_PORT || 9464) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/caseconsultant.js", "start"]
