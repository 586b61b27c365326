package dev.weir.bench;

import java.util.List;

/**
 * How a server's process is started.
 *
 * @param command the program and its arguments
 * @param port where it will listen; 0 when it chooses, and prints a line that says so
 */
record Launch(List<String> command, int port) {}
