/**
 * The soak: a server in a process of its own, good and bad traffic for minutes, and what is left of it afterwards.
 *
 * <ul>
 * <li>{@link dev.weir.soak.Soak} is the program behind {@code ./weir soak}: it reads the options, has the phases
 *     run, prints the report and exits with what it says.
 * <li>{@link dev.weir.soak.SoakRun} runs the phases, and {@link dev.weir.soak.SoakReport} holds what came
 *     of them against the promises.
 * <li>{@link dev.weir.soak.ServerProcess} is a server in another process: where it listens, what it holds, what
 *     it says, and how it ends.
 * <li>{@link dev.weir.soak.GoodTraffic} are clients that ask for all kinds of things, each as a
 *     {@link dev.weir.soak.Caller} by one {@link dev.weir.soak.Route}; {@link dev.weir.soak.Mob}
 *     are those who play attacks.
 * </ul>
 */
package dev.weir.soak;
