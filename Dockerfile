ARG PYTHON_IMAGE=python:3.13-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv --without-pip /opt/venv && python -m venv /opt/tools
# The packages before the source: they change less often.
COPY requirements-runtime.lock requirements-build.lock ./
RUN /opt/tools/bin/pip --python /opt/venv install --require-hashes --no-deps -r requirements-runtime.lock \
    && /opt/tools/bin/pip install --require-hashes --no-deps -r requirements-build.lock
COPY . .
RUN /opt/tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /opt/wheel . \
    && /opt/tools/bin/pip --python /opt/venv install --no-deps --no-index /opt/wheel/*.whl

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="Drumbeat" \
      org.opencontainers.image.description="A self-hosted project coordinator that lives in Slack." \
      org.opencontainers.image.licenses="MIT"
RUN install --directory --owner=10001 --group=10001 /data
COPY --from=build /opt/venv /opt/venv
# A home, because the user has no entry in /etc/passwd, and Slack's library asks for one when it is imported.
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/data \
    MPLCONFIGDIR=/data/.matplotlib \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/drumbeat.db \
    HOST=0.0.0.0 \
    PORT=3000
# The one place that may be written to: the SQLite file lives there. Everything else works read-only.
VOLUME /data
USER 10001:10001
EXPOSE 3000
# Alive, not ready: a database that is away for a minute must not get the bot restarted.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import http.client, os; \
c = http.client.HTTPConnection('127.0.0.1', os.environ['PORT'], timeout=4); \
c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["drumbeat"]
CMD ["serve"]
