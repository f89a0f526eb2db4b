FROM python:3.12-slim

WORKDIR /app
COPY requirements.lock requirements-postgresql.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock -r requirements-postgresql.lock
COPY pyproject.toml README.md LICENSE ./
COPY bots bots
COPY provider provider
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

# The database, and a config.toml where there is one, live here.
RUN useradd --create-home --home-dir /data parley
USER parley
WORKDIR /data
VOLUME /data

ENTRYPOINT ["parley"]
