package dev.weir.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 section 7.1, and the syntax of RFC 6455 section 9.1. */
class ExtensionOffersTest {
    private static String agreed(String offer, boolean server, boolean client, int serverBits, int clientBits) {
        DeflateTerms terms = ExtensionOffers.agree(List.of(offer.split("\\|")), server, client, serverBits, clientBits);
        return terms == null
                ? "-"
                : terms.answer().replace("permessage-deflate", "d")
                        + (terms.serverTakeover() ? " S" : "")
                        + (terms.clientTakeover() ? " C" : "")
                        + " " + terms.serverBits();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "permessage-deflate # d S C 15",
                "Permessage-Deflate # d S C 15",
                "permessage-deflate; client_max_window_bits # d S C 15",
                "permessage-deflate;client_max_window_bits=15 # d S C 15",
                "permessage-deflate;client_max_window_bits=10 # d; client_max_window_bits=10 S C 15",
                "permessage-deflate; client_max_window_bits=\"10\" # d; client_max_window_bits=10 S C 15",
                "permessage-deflate; server_no_context_takeover # d; server_no_context_takeover C 15",
                "permessage-deflate; client_no_context_takeover # d; client_no_context_takeover S 15",
                "permessage-deflate; server_max_window_bits=15 # d S C 15",
                "permessage-deflate; server_max_window_bits=9 # d; server_no_context_takeover;"
                        + " server_max_window_bits=9 C 9",
                "permessage-deflate; server_max_window_bits=8 # d; server_no_context_takeover;"
                        + " server_max_window_bits=8 C 8",
                "permessage-deflate; server_max_window_bits # -",
                "permessage-deflate; server_max_window_bits=7 # -",
                "permessage-deflate; server_max_window_bits=16 # -",
                "permessage-deflate; server_max_window_bits=09 # -",
                "permessage-deflate; server_max_window_bits=+9 # -",
                "permessage-deflate; server_max_window_bits=100 # -",
                "permessage-deflate; client_max_window_bits=7 # -",
                "permessage-deflate; client_max_window_bits=x # -",
                "permessage-deflate; server_no_context_takeover=1 # -",
                "permessage-deflate; client_no_context_takeover=\"1\" # -",
                "permessage-deflate; unknown # -",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover # -",
                "permessage-bzip2 # -",
                "x-webkit-deflate-frame # -",
                "foo, permessage-deflate; x, permessage-deflate; server_no_context_takeover # d;"
                        + " server_no_context_takeover C 15",
                "foo|permessage-deflate # d S C 15",
                "permessage-deflate; server_max_window_bits=16, permessage-deflate # d S C 15",
                ", ,permessage-deflate, # d S C 15",
            })
    void theFirstOfferThatCanBeMetIs(String offer, String expected) {
        assertEquals(expected, agreed(offer, true, true, 15, 15));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "permessage-deflate # false # false # 15 # 15 # d; server_no_context_takeover;"
                        + " client_no_context_takeover 15",
                "permessage-deflate # true # false # 15 # 15 # d; client_no_context_takeover S 15",
                "permessage-deflate # true # true # 12 # 15 # d; server_no_context_takeover; server_max_window_bits=12"
                        + " C 12",
                "permessage-deflate; server_max_window_bits=14 # true # true # 12 # 15 "
                        + "# d; server_no_context_takeover; server_max_window_bits=12 C 12",
                // RFC 7692 section 7.1.2.2: only a client that has said so can be told.
                "permessage-deflate # true # true # 15 # 10 # d S C 15",
                "permessage-deflate; client_max_window_bits # true # true # 15 # 10 # d; client_max_window_bits=10 S C"
                        + " 15",
                "permessage-deflate; client_max_window_bits=9 # true # true # 15 # 10 # d; client_max_window_bits=9 S"
                        + " C 15",
            })
    void theServersOwnWishes(
            String offer, boolean server, boolean client, int serverBits, int clientBits, String expected) {
        assertEquals(expected, agreed(offer, server, client, serverBits, clientBits));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate permessage-deflate",
                "permessage-deflate;",
                "permessage-deflate; =1",
                "permessage-deflate; a=",
                "permessage-deflate; a=\"\"",
                "permessage-deflate; a=\"b c\"",
                "permessage-deflate; a=\"b",
                "; a",
                "a/b",
                "permessage-deflate, foo;",
            })
    void whatIsNoListFailsTheHandshake(String offer) {
        assertThrows(IllegalArgumentException.class, () -> agreed(offer, true, true, 15, 15));
    }
}
