package dev.weir.http.core.spi;

import java.time.Duration;

/**
 * The settings of a server that its protocols need. The builder of the server makes it and checks it; each
 * setting is described there.
 *
 * @param readHeaderTimeout the most time for a request's head; zero for none
 * @param readTimeout the most time for a whole request; zero for none
 * @param writeTimeout the most time from the end of the head to the end of the response; zero for none
 * @param idleTimeout the most time between requests, with its fallbacks already applied; zero for none
 * @param minRequestRate bytes a second below which content is cut; zero for none
 * @param maxHeaderBytes the most bytes of request line and fields together
 * @param maxHeaderCount the most field lines of a section
 * @param maxTargetBytes the most bytes of a request line
 * @param responseBufferSize how many bytes of content are held back before the response is committed
 * @param maxDrainBytes the most content that is read and dropped after a handler, to keep the connection
 * @param lingerTimeout how long a connection that is closed early still reads, so that the client sees the answer
 * @param answerOptionsAsterisk whether {@code OPTIONS *} is answered by the server itself
 * @param sendDate whether responses get a {@code Date} of their own
 * @param trustTargetScheme whether a target may name the other of {@code http} and {@code https} than the connection
 *     has
 */
public record ServerConfig(
        Duration readHeaderTimeout,
        Duration readTimeout,
        Duration writeTimeout,
        Duration idleTimeout,
        int minRequestRate,
        int maxHeaderBytes,
        int maxHeaderCount,
        int maxTargetBytes,
        int responseBufferSize,
        int maxDrainBytes,
        Duration lingerTimeout,
        boolean answerOptionsAsterisk,
        boolean sendDate,
        boolean trustTargetScheme) {}
