package dev.weir.websocket.internal;

import dev.weir.http.api.internal.FieldSyntax;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The extensions that a client offers (RFC 6455 section 9.1), and what is made of its offers of permessage-deflate (RFC
 * 7692 section 7.1): the first that can be met is. An offer with a parameter that is unknown, twice or not valid is
 * declined.
 */
public final class ExtensionOffers {
    private static final String DEFLATE = "permessage-deflate";

    private record Parameter(String name, @Nullable String value) {}

    private record Offer(String name, List<Parameter> parameters) {}

    private final String text;
    private int at;

    private ExtensionOffers(String text) {
        this.text = text;
    }

    /**
     * Agrees on compression.
     *
     * @param values the values of Sec-WebSocket-Extensions
     * @param serverTakeover whether what is sent may refer to earlier messages where the client allows it
     * @param clientTakeover whether what clients send may
     * @return null where no offer can be met
     * @throws IllegalArgumentException where a value has not the form of a list of extensions
     */
    public static @Nullable DeflateTerms agree(
            List<String> values, boolean serverTakeover, boolean clientTakeover, int serverBits, int clientBits) {
        DeflateTerms agreed = null;
        // All are parsed, as a malformed one fails the handshake wherever it stands.
        for (String value : values) {
            for (Offer offer : new ExtensionOffers(value).parse()) {
                if (agreed == null && FieldSyntax.equal(offer.name, DEFLATE)) {
                    agreed = terms(offer, serverTakeover, clientTakeover, serverBits, clientBits);
                }
            }
        }
        return agreed;
    }

    private static @Nullable DeflateTerms terms(
            Offer offer, boolean serverTakeover, boolean clientTakeover, int serverBits, int clientBits) {
        boolean serverKeeps = serverTakeover;
        boolean clientKeeps = clientTakeover;
        int server = serverBits;
        int client = 0;
        List<String> seen = new ArrayList<>();
        for (Parameter parameter : offer.parameters) {
            String name = parameter.name;
            String value = parameter.value;
            if (seen.contains(name)) {
                return null;
            }
            seen.add(name);
            if (name.equals("server_no_context_takeover") && value == null) {
                serverKeeps = false;
            } else if (name.equals("client_no_context_takeover") && value == null) {
                clientKeeps = false;
            } else if (name.equals("server_max_window_bits") && bits(value) > 0) {
                server = Math.min(server, bits(value));
            } else if (name.equals("client_max_window_bits") && (value == null || bits(value) > 0)) {
                client = Math.min(clientBits, value == null ? 15 : bits(value));
            } else {
                return null;
            }
        }
        StringBuilder answer = new StringBuilder(DEFLATE);
        // A smaller window is met by compressing pieces of its size on their own.
        serverKeeps &= server == 15;
        if (!serverKeeps) {
            answer.append("; server_no_context_takeover");
        }
        if (!clientKeeps) {
            answer.append("; client_no_context_takeover");
        }
        if (server < 15) {
            answer.append("; server_max_window_bits=").append(server);
        }
        if (client > 0 && client < 15) {
            answer.append("; client_max_window_bits=").append(client);
        }
        DeflateTerms terms = new DeflateTerms(serverKeeps, clientKeeps, server, answer.toString());
        return terms.equals(DeflateTerms.USUAL) ? DeflateTerms.USUAL : terms;
    }

    /** From 8 to 15 without a leading zero (section 7.1.2); 0 for anything else. */
    private static int bits(@Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > 2 || value.charAt(0) == '0') {
            return 0;
        }
        int bits = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            bits = bits * 10 + c - '0';
        }
        return bits >= 8 && bits <= 15 ? bits : 0;
    }

    // ---- extension-list = 1#extension; extension = token *( ";" token [ "=" ( token / quoted-string ) ] )

    private List<Offer> parse() {
        List<Offer> offers = new ArrayList<>();
        while (true) {
            skipSpace();
            if (at < text.length() && text.charAt(at) != ',') {
                offers.add(offer());
                skipSpace();
            }
            if (at == text.length()) {
                return offers;
            }
            if (text.charAt(at) != ',') {
                throw malformed();
            }
            at++;
        }
    }

    private Offer offer() {
        String name = token();
        List<Parameter> parameters = new ArrayList<>();
        while (take(';')) {
            skipSpace();
            String parameter = token();
            parameters.add(new Parameter(parameter, take('=') ? value() : null));
        }
        return new Offer(name, parameters);
    }

    private boolean take(char c) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    /** A quoted value is a token once its quotes are off (RFC 6455 section 9.1). */
    private String value() {
        skipSpace();
        if (!take('"')) {
            return token();
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            if (at < text.length()) {
                value.append(text.charAt(at++));
            }
        }
        String token = value.toString();
        if (!take('"') || !FieldSyntax.isToken(token)) {
            throw malformed();
        }
        return token;
    }

    private String token() {
        int start = at;
        while (at < text.length() && FieldSyntax.isTokenChar(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw malformed();
        }
        return text.substring(start, at);
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("Sec-WebSocket-Extensions is no list of extensions");
    }
}
