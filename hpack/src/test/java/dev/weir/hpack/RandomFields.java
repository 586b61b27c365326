package dev.weir.hpack;

import dev.weir.hpack.Codec.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Fields from a seed: usual ones, ones that came before, and ones of any octets. */
final class RandomFields {
    private static final String[] NAMES = {
        ":method",
        ":path",
        ":status",
        ":authority",
        "accept",
        "cookie",
        "content-length",
        "content-type",
        "date",
        "etag",
        "x-a",
        "x-b",
        "x-request-id",
        "user-agent",
        "set-cookie",
        "te",
        "priority",
    };

    private static final String[] VALUES = {
        "",
        "GET",
        "/",
        "/index.html",
        "200",
        "204",
        "gzip, deflate",
        "text/plain; charset=utf-8",
        "13",
        "no-cache",
        "Mon, 21 Oct 2013 20:13:21 GMT",
        "a=b; c=d",
        "www.example.com",
    };

    private final Random random;
    private final List<Field> before = new ArrayList<>();

    RandomFields(Random random) {
        this.random = random;
    }

    /** A list of none to 20 fields. */
    List<Field> list() {
        List<Field> list = new ArrayList<>();
        for (int i = random.nextInt(21); i > 0; i--) {
            list.add(field());
        }
        return list;
    }

    private Field field() {
        if (!before.isEmpty() && random.nextInt(3) > 0) {
            return before.get(random.nextInt(before.size()));
        }
        String name = random.nextInt(4) == 0 ? octets(1 + random.nextInt(20)) : NAMES[random.nextInt(NAMES.length)];
        String value = switch (random.nextInt(4)) {
            case 0 -> octets(random.nextInt(200));
            case 1 -> text(random.nextInt(60));
            default -> VALUES[random.nextInt(VALUES.length)];
        };
        boolean secret = name.equals("cookie") && value.length() < 20;
        Field field = new Field(name, value, secret || random.nextInt(20) == 0);
        before.add(field);
        return field;
    }

    private String octets(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (' ' + random.nextInt(95)));
        }
        return text.toString();
    }
}
