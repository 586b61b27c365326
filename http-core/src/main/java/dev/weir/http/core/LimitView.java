package dev.weir.http.core;

/**
 * A limit of a server, and how near it is.
 *
 * @param name what is limited, as its setting is called where it has one
 * @param used how much there is now; of what is limited for each connection, what the fullest of those looked at has
 * @param most how much there may be; 0 without a limit
 */
public record LimitView(String name, long used, long most) {}
