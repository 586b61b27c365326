/**
 * WebSocket over both protocols, by the cases of the public Autobahn test suite and by clients that are not ours.
 *
 * <p>The numbers are the suite's (crossbar's {@code autobahn-testsuite}, {@code wstest -m fuzzingclient}); what each
 * sends and demands is written down here anew, and stricter where the suite leaves a choice.
 */
package dev.weir.conformance.websocket;
