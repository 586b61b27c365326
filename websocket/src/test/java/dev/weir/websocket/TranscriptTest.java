package dev.weir.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.websocket.WebSocketEnd.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an echo answers to frames, in one piece and byte by byte. RFC 6455 sections 5 to 8. */
@Timeout(60)
class TranscriptTest {
    private static final WebSocketConfig SMALL = WebSocketConfig.builder()
            .maxMessageSize(300)
            .maxFrameSize(200)
            .maxControlFrames(20)
            .build();

    private static final WebSocketHandler ECHO = RealServerTest.ECHO;

    /** Reads each message as a stream, piece by piece. */
    private static final WebSocketHandler STREAMED_ECHO = ws -> {
        for (IncomingMessage m; (m = ws.nextMessage()) != null; ) {
            byte[] all = m.stream().readAllBytes();
            if (m.isText()) {
                ws.send(new String(all, StandardCharsets.UTF_8));
            } else {
                ws.send(all);
            }
        }
    };

    private static final WebSocketHandler[] FORMS = {ECHO, STREAMED_ECHO, Conversation.Listening.ECHO};

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        # what the client says                  | what the server says                | how it ended
        X:1000                                  | X:1000:                             | CLOSED_BY_PEER 1000
        X:1000:bye                              | X:1000:                             | CLOSED_BY_PEER 1000 bye
        X                                       | X:                                  | CLOSED_BY_PEER 1005
        X:4999                                  | X:4999:                             | CLOSED_BY_PEER 4999
        T:hello X                               | T:hello X:                          | CLOSED_BY_PEER 1005
        T: B: X                                 | T: B: X:                            | CLOSED_BY_PEER 1005
        B:abc X                                 | B:abc X:                            | CLOSED_BY_PEER 1005
        T-:he C:llo X                           | T:hello X:                          | CLOSED_BY_PEER 1005
        T-:he C-:l C-:lo C: X                   | T:hello X:                          | CLOSED_BY_PEER 1005
        T-: C-: C: X                            | T: X:                               | CLOSED_BY_PEER 1005
        T-:a P:x C-:b P: O:y C:c X              | O:x O: T:abc X:                     | CLOSED_BY_PEER 1005
        P:1 P:2 P:3 X                           | O:1 O:2 O:3 X:                      | CLOSED_BY_PEER 1005
        O:unasked X                             | X:                                  | CLOSED_BY_PEER 1005
        T-:a X:1001                             | X:1001:                             | CLOSED_BY_PEER 1001
        X:1000 T:late P:late                    | X:1000:                             | CLOSED_BY_PEER 1000
        EOF                                     | ''                                  | BROKEN 1006
        T:a EOF                                 | T:a                                 | BROKEN 1006
        T-:a EOF                                | ''                                  | BROKEN 1006
        hex:81 EOF                              | ''                                  | BROKEN 1006
        hex:818500 EOF                          | ''                                  | BROKEN 1006
        # not masked
        hex:8100                                | X:1002:a_frame_without_a_mask       | PROTOCOL_ERROR 1002
        hex:8800                                | X:1002:a_frame_without_a_mask       | PROTOCOL_ERROR 1002
        # reserved bits
        hex:c1                                  | X:1002:a_reserved_bit_is_set        | PROTOCOL_ERROR 1002
        hex:a1                                  | X:1002:a_reserved_bit_is_set        | PROTOCOL_ERROR 1002
        hex:91                                  | X:1002:a_reserved_bit_is_set        | PROTOCOL_ERROR 1002
        hex:f9                                  | X:1002:a_reserved_bit_is_set        | PROTOCOL_ERROR 1002
        T:a hex:c9                              | T:a X:1002:a_reserved_bit_is_set    | PROTOCOL_ERROR 1002
        # reserved opcodes
        hex:83                                  | X:1002:a_reserved_opcode            | PROTOCOL_ERROR 1002
        hex:87                                  | X:1002:a_reserved_opcode            | PROTOCOL_ERROR 1002
        hex:8b                                  | X:1002:a_reserved_opcode            | PROTOCOL_ERROR 1002
        hex:8f                                  | X:1002:a_reserved_opcode            | PROTOCOL_ERROR 1002
        # control frames
        hex:09                                  | X:1002:a_fragmented_control_frame   | PROTOCOL_ERROR 1002
        hex:0a                                  | X:1002:a_fragmented_control_frame   | PROTOCOL_ERROR 1002
        hex:08                                  | X:1002:a_fragmented_control_frame   | PROTOCOL_ERROR 1002
        hex:89fe                                | X:1002:a_control_frame_of_more_than_125_bytes | PROTOCOL_ERROR 1002
        hex:88ff                                | X:1002:a_control_frame_of_more_than_125_bytes | PROTOCOL_ERROR 1002
        # lengths
        hex:81fe007d                            | X:1002:a_length_in_more_bytes_than_it_needs | PROTOCOL_ERROR 1002
        hex:81ff000000000000ffff                | X:1002:a_length_in_more_bytes_than_it_needs | PROTOCOL_ERROR 1002
        hex:81ff8000000000000000                | X:1002:a_length_of_64_bits          | PROTOCOL_ERROR 1002
        hex:81fe00c9                            | X:1009:a_frame_of_more_than_200_bytes | PROTOCOL_ERROR 1009
        hex:81ff7fffffffffffffff                | X:1009:a_frame_of_more_than_200_bytes | PROTOCOL_ERROR 1009
        # fragments
        C:a                                     | X:1002:a_continuation_of_nothing    | PROTOCOL_ERROR 1002
        C-:a                                    | X:1002:a_continuation_of_nothing    | PROTOCOL_ERROR 1002
        T:a C:b                                 | T:a X:1002:a_continuation_of_nothing | PROTOCOL_ERROR 1002
        T-:a T:b                                | X:1002:a_message_within_a_message   | PROTOCOL_ERROR 1002
        T-:a B-:b                               | X:1002:a_message_within_a_message   | PROTOCOL_ERROR 1002
        # a Close
        hex:888100000000ff                      | X:1002:a_Close_with_half_a_code     | PROTOCOL_ERROR 1002
        X:999                                   | X:1002:a_Close_with_the_code_999    | PROTOCOL_ERROR 1002
        X:1004                                  | X:1002:a_Close_with_the_code_1004   | PROTOCOL_ERROR 1002
        X:1005                                  | X:1002:a_Close_with_the_code_1005   | PROTOCOL_ERROR 1002
        X:1006                                  | X:1002:a_Close_with_the_code_1006   | PROTOCOL_ERROR 1002
        X:1015                                  | X:1002:a_Close_with_the_code_1015   | PROTOCOL_ERROR 1002
        X:2999                                  | X:1002:a_Close_with_the_code_2999   | PROTOCOL_ERROR 1002
        X:5000                                  | X:1002:a_Close_with_the_code_5000   | PROTOCOL_ERROR 1002
        hex:88840000000003e8c328                | X:1007:the_reason_of_a_Close_is_not_UTF-8 | PROTOCOL_ERROR 1007
        hex:88830000000003e8c3                  | X:1007:the_reason_of_a_Close_is_not_UTF-8 | PROTOCOL_ERROR 1007
        # text: the wrong byte is found before what follows has come, within a frame too
        hex:818a00000000c328                    | X:1007:a_text_that_is_not_UTF-8     | PROTOCOL_ERROR 1007
        hex:018a00000000eda0                    | X:1007:a_text_that_is_not_UTF-8     | PROTOCOL_ERROR 1007
        hex:81fe00c80000000061626364656667f5    | X:1007:a_text_that_is_not_UTF-8     | PROTOCOL_ERROR 1007
        hex:818100000000c3                      | X:1007:a_text_that_is_not_UTF-8     | PROTOCOL_ERROR 1007
        hex:018100000000c3 C:a                  | X:1007:a_text_that_is_not_UTF-8     | PROTOCOL_ERROR 1007
        hex:018100000000c3 hex:808100000000a4 X | T:ä X:                              | CLOSED_BY_PEER 1005
        hex:018200000000c3a4 C: X               | T:ä X:                              | CLOSED_BY_PEER 1005
        hex:828100000000ff X                    | B:\ufffd X:                         | CLOSED_BY_PEER 1005
        """)
    void theEchoAnswers(String said, String answer, String end) throws Exception {
        for (WebSocketHandler handler : FORMS) {
            for (boolean byteByByte : new boolean[] {false, true}) {
                try (Conversation talk = new Conversation(b -> b.config(SMALL), handler)) {
                    if (byteByByte) {
                        sayByteByByte(talk, said);
                    } else {
                        talk.say(said);
                    }
                    assertEquals(answer.replace("\\ufffd", "\ufffd"), talk.hearAll());
                    WebSocketEnd actual = talk.ended();
                    String text = actual.kind() + " " + actual.code();
                    assertTrue((text + " " + actual.reason()).startsWith(end), actual::toString);
                    assertEquals(Optional.empty(), talk.response().failure());
                }
            }
        }
    }

    private static void sayByteByByte(Conversation talk, String said) {
        for (String word : said.split(" ")) {
            if (word.equals("EOF")) {
                talk.say("EOF");
            } else {
                for (byte b : Conversation.frame(word.replace('_', ' '))) {
                    talk.tunnel.send(new byte[] {b});
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 124, 125, 126, 127, 200, 1000, 1010, 1023, 1024, 1025, 16_373, 16_374, 16_375, 65_535, 65_536,
                65_537, 200_000, 1 << 20
            })
    void messagesOfEveryLength(int length) throws Exception {
        for (WebSocketHandler handler : FORMS) {
            for (boolean text : new boolean[] {false, true}) {
                for (int cut : new int[] {Integer.MAX_VALUE, 1 << 14, 100}) {
                    byte[] data = new byte[length];
                    for (int i = 0; i < length; i++) {
                        data[i] = (byte) ('a' + i % 23);
                    }
                    if (text && length > 3) {
                        // Not ASCII alone, and a character that lies across a cut.
                        byte[] umlaut = "ä".getBytes(StandardCharsets.UTF_8);
                        System.arraycopy(umlaut, 0, data, Math.min(99, length - 2), 2);
                    }
                    try (Conversation talk = new Conversation(b -> b, handler)) {
                        talk.tunnel.send(fragments(text ? 1 : 2, data, cut));
                        Conversation.Frame back = talk.take();
                        assertEquals(0x80 | (text ? 1 : 2), back.first());
                        assertEquals(new Binary(data), new Binary(back.payload()));
                        talk.say("X");
                        assertEquals("X:", talk.hear());
                    }
                }
            }
        }
    }

    private static byte[] fragments(int opcode, byte[] data, int cut) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        do {
            int n = Math.min(cut, data.length - at);
            int first = (at == 0 ? opcode : 0) | (at + n == data.length ? 0x80 : 0);
            out.writeBytes(Conversation.frame(first, java.util.Arrays.copyOfRange(data, at, at + n)));
            at += n;
        } while (at < data.length);
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"300, 1, ''", "301, 1, 1009", "300, 100, ''", "301, 100, 1009"})
    void theLimitOfAMessage(int length, int pieces, String code) throws Exception {
        WebSocketConfig config = WebSocketConfig.builder().maxMessageSize(300).build();
        for (int opcode = 1; opcode <= 2; opcode++) {
            try (Conversation talk = new Conversation(b -> b.config(config), ECHO)) {
                byte[] data = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
                talk.tunnel.send(fragments(opcode, data, Math.ceilDiv(length, pieces)));
                if (code.isEmpty()) {
                    assertEquals(length, talk.take().payload().length);
                } else {
                    assertEquals("X:1009:a message of more than 300 bytes", talk.hear());
                    assertEquals(Kind.PROTOCOL_ERROR, talk.ended().kind());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P:", "O:x", "C-:"})
    void framesThatCarryNothingAreCounted(String word) throws Exception {
        try (Conversation talk = new Conversation(b -> b.config(SMALL), ECHO)) {
            talk.say("T-:a");
            for (int i = 0; i < 21; i++) {
                talk.say(word);
            }
            String all = talk.hearAll();
            assertTrue(all.endsWith("X:1008:more_than_20_empty_frames_a_second"), all);
        }
    }
}
