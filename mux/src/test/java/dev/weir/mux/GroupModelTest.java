package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Request;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Groups and mounts answer as one router does that has all routes written out. */
class GroupModelTest {
    private static final List<String> PATHS = new ArrayList<>(Model.paths(3));

    static {
        PATHS.addAll(List.of("//a", "/a/./b", "/a/../b/", "/a//b//", "/%61/b"));
    }

    private static Request random(Random random, String prefix) {
        String method = List.of("GET", "HEAD", "POST", "OPTIONS", "PUT").get(random.nextInt(5));
        String host = List.of("", "h", "h:1", "k", "x").get(random.nextInt(5));
        return AnyRequest.of(method, host, prefix + PATHS.get(random.nextInt(PATHS.size())) + "?q=1");
    }

    private record Answer(
            Match.Outcome outcome, String pattern, int status, String location, String allow, String content) {}

    private static Answer answer(ServeMux mux, Request request, Map<Match.Outcome, Integer> outcomes) {
        Match match = mux.handler(request);
        outcomes.merge(match.outcome(), 1, Integer::sum);
        ResponseRecorder w = ResponseRecorder.serve(
                (v, _) -> mux.serve(v, request), MemoryRequest.builder().build());
        return new Answer(
                match.outcome(),
                match.pattern(),
                w.status(),
                w.headers().find("Location").orElse(""),
                w.headers().find("Allow").orElse(""),
                w.contentText());
    }

    /** Registers a pattern, of which some front is that of groups. */
    private static void inGroups(Routes routes, Pattern pattern, Random random) {
        String path = pattern.path();
        String method = pattern.method();
        if (!pattern.host().isEmpty()) {
            routes.host(pattern.host(), host -> inGroups(host, method, path, random));
        } else {
            inGroups(routes, method, path, random);
        }
    }

    private static void inGroups(Routes routes, String method, String path, Random random) {
        int slash = path.indexOf('/', 1);
        int end = slash < 0 ? path.length() : slash;
        String first = path.substring(0, end);
        if (random.nextBoolean() || first.equals("/") || first.equals("/{$}") || first.endsWith("...}")) {
            routes.handle((method + " " + path).strip(), (w, r) -> w.write(r.pattern() + r.rawPath()));
        } else if (end == path.length()) {
            routes.group(first, group -> group.handle(method, (w, r) -> w.write(r.pattern() + r.rawPath())));
        } else {
            routes.group(first, group -> inGroups(group, method, path.substring(end), random));
        }
    }

    @Test
    void groupsAreAWayOfWriting() {
        Random random = new Random(11);
        Map<Match.Outcome, Integer> outcomes = new EnumMap<>(Match.Outcome.class);
        for (int round = 0; round < 300; round++) {
            ServeMux plain = new ServeMux();
            ServeMux grouped = new ServeMux();
            for (int i = 0; i < 20; i++) {
                Pattern pattern = Model.random(random);
                String refused = "";
                try {
                    plain.handle(pattern.text(), (w, r) -> w.write(r.pattern() + r.rawPath()));
                } catch (RouteConflictException e) {
                    refused = e.pattern() + e.registeredPattern() + e.examplePath();
                }
                String alsoRefused = "";
                try {
                    inGroups(grouped, pattern, random);
                } catch (RouteConflictException e) {
                    alsoRefused = e.pattern() + e.registeredPattern() + e.examplePath();
                }
                assertEquals(refused, alsoRefused);
            }
            assertEquals(plain.routes(), grouped.routes());
            for (int i = 0; i < 200; i++) {
                Request request = random(random, "");
                assertEquals(
                        answer(plain, request, outcomes),
                        answer(grouped, request, outcomes),
                        () -> request.method() + " " + request.authority() + request.target() + " in "
                                + plain.routes());
            }
        }
        assertTrue(outcomes.size() >= 5, outcomes::toString);
    }

    @Test
    void aMountAnswersAsTheRouterInIt() {
        Random random = new Random(12);
        Map<Match.Outcome, Integer> outcomes = new EnumMap<>(Match.Outcome.class);
        for (int round = 0; round < 300; round++) {
            ServeMux inner = new ServeMux();
            ServeMux outer = new ServeMux();
            outer.group("/m", m -> m.mount("/{n}", inner));
            for (int i = 0; i < 20; i++) {
                try {
                    inner.handle(Model.random(random).text(), (w, r) -> w.write(r.pattern() + r.rawPath()));
                } catch (RouteConflictException e) {
                    // the others are enough
                }
            }
            for (int i = 0; i < 200; i++) {
                Request request = random(random, "/m/%7B");
                Answer alone = answer(inner, request.withoutPathPrefix("/m/%7B"), outcomes);
                String whole = alone.pattern.isEmpty()
                        ? ""
                        : Pattern.parse(alone.pattern).textBelow("/m/{n}/");
                Answer expected = new Answer(
                        alone.outcome,
                        whole,
                        alone.status,
                        alone.location,
                        alone.allow,
                        alone.outcome == Match.Outcome.FOUND
                                ? whole + request.rawPath().substring(6)
                                : alone.content);
                assertEquals(
                        expected,
                        answer(outer, request, outcomes),
                        () -> request.method() + " " + request.authority() + request.target() + " in "
                                + inner.routes());
            }
        }
        assertTrue(outcomes.size() >= 5, outcomes::toString);
    }
}
