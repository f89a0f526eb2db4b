# Nothing in here depends on the processor: docker buildx build --platform linux/amd64,linux/arm64 -t parley .
ARG PYTHON=3.12-slim-bookworm

FROM python:${PYTHON} AS build
RUN python -m venv /opt/parley
WORKDIR /src
# What changes seldom comes first: a change of the code installs no library again.
COPY requirements.lock requirements-postgresql.lock ./
RUN /opt/parley/bin/pip install --no-cache-dir --require-hashes -r requirements.lock -r requirements-postgresql.lock
COPY pyproject.toml README.md LICENSE ./
COPY bots bots
COPY provider provider
RUN /opt/parley/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:${PYTHON}
# A number, so that files of secrets can be given to it: chown 10001.
RUN useradd --uid 10001 --create-home --home-dir /data --shell /usr/sbin/nologin parley
COPY --from=build /opt/parley /opt/parley
# The address is for the HEALTHCHECK, and within the container only.
ENV PATH=/opt/parley/bin:$PATH PYTHONUNBUFFERED=1 PARLEY_OPS__LISTEN=127.0.0.1:9464
USER parley
# The database, and a config.toml where there is one, live here.
WORKDIR /data
VOLUME /data

# Whether the event loop turns: any answer says so, also that a token is needed. Where another address is set, it is asked there.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, http.client as h; c = h.HTTPConnection(os.environ['PARLEY_OPS__LISTEN'], timeout=8); c.request('GET', '/healthz'); c.getresponse()"]

ENTRYPOINT ["parley"]
