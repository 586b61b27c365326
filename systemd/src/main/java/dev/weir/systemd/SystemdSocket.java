package dev.weir.systemd;

import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * One of several sockets that systemd holds for a service.
 *
 * @param name what the socket unit calls it ({@code FileDescriptorName}, which is the unit's name unless it is set); several may have
 *     the same, and it is empty where none was told
 * @param channel accepts its connections; it does not know where it listens
 * @param address where it listens
 */
public record SystemdSocket(String name, ServerSocketChannel channel, SocketAddress address) {}
