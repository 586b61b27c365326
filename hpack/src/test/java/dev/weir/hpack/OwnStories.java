package dev.weir.hpack;

import dev.weir.hpack.Codec.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Stories of our own, for a checkout that has no public ones beside it: some by hand, some by our encoder from a
 * seed.
 */
final class OwnStories {
    /** A story in the public format. */
    record Story(String name, String json) {}

    /** By hand: all kinds of representations, with the table going small and large in between. */
    private static final String BY_HAND = """
        {"description": "by hand, after RFC 7541", "cases": [
          {"seqno": 0, "wire": "828684410f7777772e6578616d706c652e636f6d", "headers": [
            {":method": "GET"}, {":scheme": "http"}, {":path": "/"}, {":authority": "www.example.com"}]},
          {"seqno": 1, "wire": "828684be58086e6f2d6361636865", "headers": [
            {":method": "GET"}, {":scheme": "http"}, {":path": "/"}, {":authority": "www.example.com"},
            {"cache-control": "no-cache"}]},
          {"seqno": 2, "header_table_size": 0, "wire": "2082be3e", "headers": []}
        ]}
        """.replace("2082be3e", "20");

    private static final String CHANGING = """
        {"description": "by hand: the size goes down and up, which is told as two updates", "cases": [
          {"seqno": 0, "wire": "400161026262", "headers": [{"a": "bb"}]},
          {"seqno": 1, "header_table_size": 100, "wire": "3f45be", "headers": [{"a": "bb"}]},
          {"seqno": 2, "header_table_size": 4096, "wire": "203fe11f400161026262", "headers": [{"a": "bb"}]},
          {"seqno": 3, "wire": "be0001610163100164016518",
           "headers": [{"a": "bb"}, {"a": "c"}, {"d": "e"}]}
        ]}
        """.replace("016518", "0165");

    static final List<Story> ALL = all();

    private OwnStories() {}

    private static List<Story> all() {
        List<Story> stories = new ArrayList<>();
        stories.add(new Story("own: by hand", BY_HAND));
        stories.add(new Story("own: sizes by hand", CHANGING));
        for (long seed = 1; seed <= 20; seed++) {
            stories.add(new Story("own: seed " + seed, made(seed)));
        }
        return stories;
    }

    private static String made(long seed) {
        Random random = new Random(seed);
        RandomFields source = new RandomFields(random);
        HpackEncoder encoder = Codec.encoder();
        StringBuilder json = new StringBuilder("{\"cases\": [");
        for (int i = 0; i < 30; i++) {
            List<Field> fields = source.list();
            json.append(i == 0 ? "" : ",").append("\n {\"seqno\": ").append(i);
            if (random.nextInt(5) == 0) {
                int size = random.nextInt(4097);
                encoder.peerTableSize(size);
                json.append(", \"header_table_size\": ").append(size);
            }
            json.append(", \"wire\": \"")
                    .append(Codec.hex(Codec.encode(encoder, unmarked(fields))))
                    .append("\", \"headers\": [");
            for (int k = 0; k < fields.size(); k++) {
                json.append(k == 0 ? "" : ", ")
                        .append('{')
                        .append(quoted(fields.get(k).name()))
                        .append(": ")
                        .append(quoted(fields.get(k).value()))
                        .append('}');
            }
            json.append("]}");
        }
        return json.append("\n]}").toString();
    }

    private static List<Field> unmarked(List<Field> fields) {
        return fields.stream()
                .map(field -> new Field(field.name(), field.value(), false))
                .toList();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            quoted.append("\\u").append(String.format("%04x", (int) c));
        }
        return quoted.append('"').toString();
    }
}
