# syntax=docker/dockerfile:1
# The image: docker build --build-arg SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) -t lastgood .
ARG JAVA=25

FROM eclipse-temurin:${JAVA}-jdk AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp -DskipTests -Dspotless.check.skip=true package
# For the same commit the same files, to the second: the cache below holds for no others.
ARG SOURCE_DATE_EPOCH=0
RUN mkdir -p /opt/lastgood \
    && cp -r target/app/lastgood.jar target/app/lib image/java.options image/train LICENSE /opt/lastgood/ \
    && find /opt/lastgood -exec touch --date=@${SOURCE_DATE_EPOCH} {} +

FROM eclipse-temurin:${JAVA}-jre
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Lastgood" \
      org.opencontainers.image.description="Returns an AI model to its last known good revision when it misbehaves" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# The libraries first: they change more seldom than we do.
COPY --from=build /opt/lastgood/lib /opt/lastgood/lib
COPY --from=build /opt/lastgood /opt/lastgood
# Here and not above: the cache holds for this JVM alone.
RUN /opt/lastgood/train /opt/lastgood
USER 10001:10001
EXPOSE 8080
# Each arena of malloc keeps what it had.
ENV MALLOC_ARENA_MAX=2
ENTRYPOINT ["java", "@/opt/lastgood/java.options", "-XX:AOTCache=/opt/lastgood/lastgood.aot", "-jar", "/opt/lastgood/lastgood.jar"]
