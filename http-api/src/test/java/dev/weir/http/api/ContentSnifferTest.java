package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of the MIME Sniffing standard. Every character of a row stands for a byte. */
class ContentSnifferTest {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BINARY = "application/octet-stream";

    private static final String EOT_TEXT = "0123456789012345678901234567890123LP and so on";

    static String[][] rows() {
        return new String[][] {
            {"", TEXT},
            {"Hello, world", TEXT},
            {"\t\n\f\r\u001b[0m", TEXT},
            {"caf\u00c3\u00a9", TEXT},
            {"long enough for eight at once, and clean\n", TEXT},
            {"long enough for eight at once, and not\0clean", BINARY},
            {"\u0001\u0002", BINARY},
            {"abc\u000b", BINARY},
            {"abc\u000e", BINARY},
            {"abc\u001a", BINARY},
            {"abc\u001c", BINARY},
            {"abc\u001f", BINARY},
            {"<html>", HTML},
            {"<HtMl lang=de>", HTML},
            {"  \t\r\n\f<!DOCTYPE HTML>", HTML},
            {"<!doctype html ", HTML},
            {"<html", TEXT},
            {"<htmlx>", TEXT},
            {"<a>", HTML},
            {"<abbr>", TEXT},
            {"<b ", HTML},
            {"<p>", HTML},
            {"<pre>", TEXT},
            {"<!-- x", HTML},
            {"<!--x", TEXT},
            {"<script>", HTML},
            {"<iframe>", HTML},
            {"<h1>", HTML},
            {"<div>", HTML},
            {"<font>", HTML},
            {"<table>", HTML},
            {"<style>", HTML},
            {"<title>", HTML},
            {"<body>", HTML},
            {"<br>", HTML},
            {"<head>", HTML},
            {"x<html>", TEXT},
            {"<", TEXT},
            {"   ", TEXT},
            {"<?xml version", "text/xml; charset=utf-8"},
            {" <?xml", "text/xml; charset=utf-8"},
            {"<?XML", TEXT},
            {"%PDF-1.7", "application/pdf"},
            {" %PDF-1.7", TEXT},
            {"%!PS-Adobe-3.0", "application/postscript"},
            {"\u00fe\u00ff\0a", "text/plain; charset=utf-16be"},
            {"\u00ff\u00fea\0", "text/plain; charset=utf-16le"},
            {"\u00ef\u00bb\u00bf\0", TEXT},
            {"\0\0\1\0", "image/x-icon"},
            {"\0\0\2\0", "image/x-icon"},
            {"BM....", "image/bmp"},
            {"GIF87a", "image/gif"},
            {"GIF89a", "image/gif"},
            {"GIF88a", TEXT},
            {"RIFF\1\2\3\4WEBPVP8 ", "image/webp"},
            {"RIFF\1\2\3\4WAVE", "audio/wave"},
            {"RIFF\1\2\3\4AVI ", "video/avi"},
            {"RIFF", TEXT},
            {"\u0089PNG\r\n\u001a\n", "image/png"},
            {"\u00ff\u00d8\u00ff\u00e0", "image/jpeg"},
            {".snd", "audio/basic"},
            {"FORM\0\0\0\0AIFF", "audio/aiff"},
            {"ID3\3", "audio/mpeg"},
            {"OggS\0", "application/ogg"},
            {"MThd\0\0\0\6", "audio/midi"},
            {"\0\0\0\u0018ftypmp42\0\0\0\0mp42isom", "video/mp4"},
            {"\0\0\0\u0018ftypisom\0\0\0\0avc1mp41", "video/mp4"},
            {"\0\0\0\u0018ftypisom\0\0\0\0avc1avc2", BINARY},
            {"\0\0\0\u0018ftypisom\0\0\0\0avc1", BINARY},
            {"\0\0\0\u0019ftypmp42\0\0\0\0mp42isom.", BINARY},
            {"\u001a\u0045\u00df\u00a3\u0042\u0082\u0084webm", "video/webm"},
            {"\u001a\u0045\u00df\u00a3\u0042\u0082\u0088\0\0webm", "video/webm"},
            {"\u001a\u0045\u00df\u00a3\u0042\u0082\u0088matroska", BINARY},
            {"\u001a\u0045\u00df\u00a3", BINARY},
            {"\u001a\u0045\u00df\u00a3\u0042\u0082", BINARY},
            {"\0\1\0\0", "font/ttf"},
            {"OTTO", "font/otf"},
            {"ttcf", "font/collection"},
            {"wOFF", "font/woff"},
            {"wOF2", "font/woff2"},
            {"\u001f\u008b\u0008", "application/x-gzip"},
            {"PK\3\4", "application/zip"},
            {"Rar!\u001a\u0007\0", "application/x-rar-compressed"},
            {"Rar!\u001a\u0007\1\0", "application/x-rar-compressed"},
            {"\0asm\1\0\0\0", "application/wasm"},
            {EOT_TEXT, TEXT},
            {"\u0080\1\0\0\2\0\0\0\2\0\2\0" + "\0".repeat(22) + "LP", "application/vnd.ms-fontobject"},
        };
    }

    static Stream<Arguments> table() {
        return Arrays.stream(rows()).map(row -> Arguments.of(row[0], row[1]));
    }

    private static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("table")
    void guesses(String content, String type) {
        byte[] b = bytes(content);
        assertEquals(type, ContentSniffer.sniff(b, 0, b.length));
        byte[] inside = bytes("<html>" + content + "\0\0\0\0");
        assertEquals(type, ContentSniffer.sniff(inside, 6, b.length), "inside a larger array");
    }

    @Test
    void knowsMp3WithoutItsTag() {
        // 128 kbit/s at 44.1 kHz: 417 bytes a frame
        byte[] b = new byte[500];
        for (int frame : new int[] {0, 417}) {
            b[frame] = (byte) 0xff;
            b[frame + 1] = (byte) 0xfb;
            b[frame + 2] = (byte) 0x90;
        }
        assertEquals("audio/mpeg", ContentSniffer.sniff(b, 0, b.length));
        assertEquals(BINARY, ContentSniffer.sniff(b, 0, 419), "the second frame is not there");
        b[418] = 0;
        assertEquals(BINARY, ContentSniffer.sniff(b, 0, b.length));
    }

    @Test
    void looksAtNoMoreThanItsBound() {
        byte[] b = new byte[600];
        Arrays.fill(b, (byte) 'a');
        b[512] = 0;
        assertEquals(TEXT, ContentSniffer.sniff(b, 0, b.length));
        b[511] = 0;
        assertEquals(BINARY, ContentSniffer.sniff(b, 0, b.length));
        assertThrows(IndexOutOfBoundsException.class, () -> ContentSniffer.sniff(b, 1, 600));
    }

    @Test
    void findsAControlCharacterWhereverItStands() {
        for (int length = 1; length < 40; length++) {
            byte[] b = new byte[length];
            for (int at = 0; at < length; at++) {
                for (int c = 0; c < 0x20; c++) {
                    Arrays.fill(b, (byte) 'x');
                    b[at] = (byte) c;
                    boolean text = c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == 0x1b;
                    assertEquals(text ? TEXT : BINARY, ContentSniffer.sniff(b, 0, length), c + " at " + at);
                }
            }
        }
    }

    @Test
    void neverReadsBeyondWhatItWasGiven() {
        Random random = new Random(7);
        String[][] rows = rows();
        for (int i = 0; i < 50_000; i++) {
            byte[] whole = bytes(rows[random.nextInt(rows.length)][0] + "\0\u0001a<".repeat(random.nextInt(5)));
            byte[] b = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            if (b.length > 0) {
                b[random.nextInt(b.length)] = (byte) random.nextInt();
            }
            assertNotNull(ContentSniffer.sniff(b, 0, b.length));
        }
    }
}
