package dev.weir.http2.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.http.api.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What extended CONNECT is offered for, and what a request for something else gets (RFC 8441 section 4). */
class TunnelOfferTest {
    /** Offers as an operator or a module makes them. */
    private static final Map<String, TunnelOffer> OFFERS = Map.of(
            "nothing", TunnelOffer.of(List.of()),
            "websocket", TunnelOffer.of(List.of(() -> "websocket")),
            "two", TunnelOffer.of(List.of(() -> "connect-udp", () -> "WebSocket")),
            "on", TunnelOffer.of(Optional.of(true)),
            "off", TunnelOffer.of(Optional.of(false)));

    @Test
    void offeredAsSoonAsAModuleSpeaksAProtocol() {
        assertEquals(new TunnelOffer(false, List.of()), OFFERS.get("nothing"));
        assertEquals(new TunnelOffer(true, List.of("websocket")), OFFERS.get("websocket"));
        assertEquals(new TunnelOffer(true, List.of()), OFFERS.get("on"));
        assertEquals(new TunnelOffer(false, List.of()), OFFERS.get("off"));
    }

    @ParameterizedTest
    @CsvSource({
        "websocket, websocket, accepted",
        "websocket, WebSocket, accepted",
        "two, websocket, accepted",
        "two, echo, 501",
        "websocket, echo, 501",
        "websocket, websocke, 501",
        "on, echo, accepted",
        "nothing, websocket, malformed",
        "off, websocket, malformed",
    })
    void aProtocolThatNoModuleSpeaksIsNotImplemented(String offer, String protocol, String outcome) {
        RequestFields fields = new RequestFields(10, OFFERS.get(offer), new RequestRefusals(100, false, false));
        fields.begin(false);
        fields.field(":method", "CONNECT", false);
        fields.field(":protocol", protocol, false);
        fields.field(":scheme", "http", false);
        fields.field(":path", "/chat", false);
        fields.field(":authority", "a", false);
        RequestHead head = fields.head(false);
        if (outcome.equals("malformed")) {
            assertNull(head);
            assertEquals("the pseudo-field :protocol, which was not offered", fields.malformed());
        } else if (outcome.equals("accepted")) {
            assertNull(head.refusal());
            assertEquals(protocol, head.protocol());
        } else {
            assertEquals(Status.NOT_IMPLEMENTED, head.refusal().status());
        }
    }

    @Test
    void ordinaryRequestsAreAsBefore() {
        RequestFields fields = new RequestFields(10, OFFERS.get("websocket"), new RequestRefusals(100, false, false));
        fields.begin(false);
        fields.field(":method", "CONNECT", false);
        fields.field(":authority", "a:1", false);
        assertNull(fields.head(false).refusal());
    }
}
