/** Handlers that wait, compute, fail or never return, on one loop and on two: nobody else is hurt, and no loop is lost. */
package dev.weir.conformance.loops;
