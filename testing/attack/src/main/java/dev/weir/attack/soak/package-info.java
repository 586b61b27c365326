/**
 * The soak: a server in a process of its own, good and bad traffic for minutes, and what is left of it afterwards.
 *
 * <ul>
 * <li>{@link dev.weir.attack.soak.Soak} is the program behind {@code ./weir soak}: it reads the options, has the phases
 *     run, prints the report and exits with what it says.
 * <li>{@link dev.weir.attack.soak.SoakRun} runs the phases, and {@link dev.weir.attack.soak.SoakReport} holds what came
 *     of them against the promises.
 * <li>{@link dev.weir.attack.soak.ServerProcess} is a server in another process: where it listens, what it holds, what
 *     it says, and how it ends.
 * <li>{@link dev.weir.attack.soak.GoodTraffic} are clients that ask for all kinds of things, each as a
 *     {@link dev.weir.attack.soak.Caller} by one {@link dev.weir.attack.soak.Route}; {@link dev.weir.attack.soak.Mob}
 *     are those who play attacks.
 * </ul>
 */
package dev.weir.attack.soak;
