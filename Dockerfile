# syntax=docker/dockerfile:1
# One image for every service of docker-compose.yml; the command says which one it is.
FROM python:3.11-slim-bookworm AS build
WORKDIR /opt/testigo
RUN python -m venv /opt/venv
COPY requirements/ requirements/
RUN requirements/install.sh /opt/venv requirements/deploy.txt
COPY manage.py LICENSE ./
COPY server/ server/
COPY agreements_ref/ agreements_ref/
COPY encounters/ encounters/
COPY cases/ cases/
# Building needs settings that load without secrets; nothing of them is kept in the image.
RUN mkdir /opt/static \
    && DJANGO_SETTINGS_MODULE=server.settings.embedded TESTIGO_DATA_DIR=/opt/build \
       /opt/venv/bin/python manage.py compile_translations \
    && DJANGO_SETTINGS_MODULE=server.settings.embedded TESTIGO_DATA_DIR=/opt/build \
       /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && mv /opt/build/static/* /opt/static/ \
    && rm -rf /opt/build

FROM python:3.11-slim-bookworm
RUN useradd --system --create-home --home-dir /var/lib/testigo --shell /usr/sbin/nologin testigo
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/static /opt/static
COPY --from=build /opt/testigo /opt/testigo
WORKDIR /opt/testigo
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=server.settings.deployed \
    TESTIGO_DATA_DIR=/var/lib/testigo/data \
    TESTIGO_STATIC_ROOT=/opt/static
RUN install -d -o testigo -g testigo -m 0700 /var/lib/testigo/data /var/lib/testigo/releases
USER testigo
