# A worker: `docker build -t dongmaeng .`
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY topics topics
COPY search search
COPY agents agents
COPY dongmaeng dongmaeng
RUN /venv/bin/pip install --no-cache-dir --constraint requirements.lock ".[archive,traces]"

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home dongmaeng && install -d -m 1777 /data && install -d /etc/dongmaeng
COPY --from=build /venv /venv
COPY deploy/answers /usr/local/bin/answers
# Whoever runs it makes a folder of their own in the volume, which others cannot read.
ENV PATH=/venv/bin:$PATH DONGMAENG_DATA_DIR=/data/dongmaeng
USER 10001
WORKDIR /etc/dongmaeng
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["dongmaeng"]
CMD ["run"]
