package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptTest {
    private static Request with(String name, String... values) {
        TestRequest.Builder request = TestRequest.builder();
        for (String value : values) {
            request.header(name, value);
        }
        return request.build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the field | what there is | what is chosen; '-' is nothing
                "application/json | application/json text/html | application/json",
                "text/html | application/json text/html | text/html",
                "TEXT/Html | application/json text/html | text/html",
                "image/png | application/json text/html | -",
                "'' | application/json text/html | application/json",
                "*/* | application/json text/html | application/json",
                "text/* | application/json text/html | text/html",
                "text/*;q=0.1 | application/json text/html | text/html",
                "*/*;q=0 | application/json text/html | -",
                // weights
                "application/json;q=0.5, text/html | application/json text/html | text/html",
                "application/json;q=0.5, text/html;q=0.4 | application/json text/html | application/json",
                "text/html;q=0.001, application/json;q=0 | application/json text/html | text/html",
                "text/html, application/json | application/json text/html | application/json",
                // the most specific range has the say
                "*/*, application/json;q=0 | application/json text/html | text/html",
                "application/json;q=0, */* | application/json text/html | text/html",
                "text/*;q=0.2, text/html;q=0.9, */*;q=0.5 | text/plain application/json text/html | text/html",
                "text/*;q=0.2, */*;q=0.5 | text/html application/json | application/json",
                "text/*, text/html;q=0.1 | text/html text/plain | text/plain",
                "text/html;q=0.1, text/html | text/html text/plain | text/html",
                // RFC 9110 section 12.5.1, the example
                "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"
                        + " | text/html image/jpeg | image/jpeg",
                "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"
                        + " | text/plain text/plain;format=flowed | text/plain;format=flowed",
                "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"
                        + " | text/plain;format=fixed image/jpeg | image/jpeg",
                // what is named goes before what a wildcard allows
                "application/json, text/plain, */* | text/html application/json | application/json",
                "application/json, text/plain, */* | text/html text/plain application/json | text/plain",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | application/json text/html |"
                        + " text/html",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | application/json | application/json",
                "text/*, */* | application/json text/html | application/json",
                // parameters
                "text/html;level=1 | text/html | -",
                "text/html;level=1 | text/html;level=1 | text/html;level=1",
                "text/html;Level=\"1\" | text/html;level=1 | text/html;level=1",
                "text/html | text/html;level=1 | text/html;level=1",
                "text/html;level=2;q=0.4, text/html;q=0.7 | text/html;level=2 | text/html;level=2",
                "application/json;charset=utf-8 | application/json | application/json",
                "text/html;charset=utf-8 | text/html;charset=iso-8859-1 | text/html;charset=iso-8859-1",
                "text/html;x=\",\";q=0.5, a/b | text/html a/b | a/b",
                // what is malformed is left out
                "text/html;q=2 | application/json | application/json",
                "text/html;q=2, a/b | application/json | -",
                "*/html | text/html | text/html",
                "*/html, a/b | text/html | -",
                "html | text/html | text/html",
                "/, ;, a/b;q=0.5 | text/html a/b | a/b",
            })
    void choosesTheBest(String accept, String types, String expected) {
        Optional<String> chosen = Accept.best(with("Accept", accept), types.split(" "));
        assertEquals(expected, chosen.orElse("-"));
    }

    @Test
    void aClientThatSaysNothingTakesTheFirst() {
        assertEquals(Optional.of("text/html"), Accept.best(with("Accept"), "text/html", "a/b"));
        assertEquals(Optional.of("en"), Accept.bestLanguage(with("Accept-Language"), "en", "de"));
    }

    @Test
    void severalLinesAreOneList() {
        assertEquals(
                Optional.of("a/b"),
                Accept.best(with("Accept", "text/html;q=0.5", "a/b"), "text/html", "a/b", "text/plain"));
        assertEquals(Optional.of("de"), Accept.bestLanguage(with("Accept-Language", "en;q=0.5", "fr, de"), "en", "de"));
    }

    @Test
    void moreThanAHundredMembersAreNotLookedAt() {
        String many = String.join(",", Collections.nCopies(100, "x/y"));
        assertEquals(Optional.empty(), Accept.best(with("Accept", many + ",a/b"), "a/b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"html", "text/*", "*/*", "", "text/html;"})
    void refusesAnOfferThatIsNoType(String type) {
        if (!type.endsWith(";")) {
            assertThrows(IllegalArgumentException.class, () -> Accept.best(with("Accept", "*/*"), "a/b", type));
        }
        assertThrows(IllegalArgumentException.class, () -> Accept.best(with("Accept", "*/*")));
        assertThrows(IllegalArgumentException.class, () -> Accept.bestLanguage(with("Accept-Language", "*")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de | en de fr | de",
                "DE | en de fr | de",
                "it | en de fr | -",
                "'' | en de fr | en",
                "* | en de fr | en",
                "fr, en;q=0.9 | en de fr | fr",
                "en;q=0.3, de;q=0.5 | en de fr | de",
                "de, fr | en fr de | de",
                // RFC 4647 section 3.4: shorter and shorter
                "de-CH-1996 | en de-CH de | de-CH",
                "de-CH-1996 | en de | de",
                "zh-Hant-CN-x-private1-private2 | en zh-Hant | zh-Hant",
                "zh-Hant-CN-x-private1-private2 | zh zh-Hant-CN-x | zh",
                "de-CH, fr;q=0.9 | fr de | de",
                "x-a | en x | -",
                // what is below a range
                "de | en de-DE | de-DE",
                "de | en de-DE de-AT | de-DE",
                "de | en de-DE de | de",
                "de-CH | en de-DE | -",
                "de-CH, de;q=0.9 | en de-DE | de-DE",
                "de-CH | de de-CH-1996 | de-CH-1996",
                "de | deu den | -",
                "pt-PT | pt-BR en | -",
                // refused
                "de;q=0, * | de en | en",
                "de;q=0 | de en | -",
                "*;q=0 | de en | -",
                "*;q=0, de | en de | de",
                "en;q=0, en-GB | en en-GB | en-GB",
                "en, en-GB;q=0 | en-GB en-US | en-US",
                "en, en-GB;q=0 | en-GB | -",
                "*, fr | de fr | de",
                "fr, *;q=0.5 | de fr | fr",
                "fr, *;q=0.5 | de it | de",
                // as browsers send it
                "de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7 | en-GB de-DE | de-DE",
                "de-AT,de;q=0.9,en-US;q=0.8,en;q=0.7 | en-GB fr | en-GB",
                // malformed
                "en;q=x | de | de",
                "-, --, e- | de en | -",
                "en_US, de;q=0.1 | en de | de",
            })
    void choosesTheBestLanguage(String accept, String tags, String expected) {
        Optional<String> chosen = Accept.bestLanguage(with("Accept-Language", accept), tags.split(" "));
        assertEquals(expected, chosen.orElse("-"));
    }
}
