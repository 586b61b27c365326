package dev.weir.http.api.internal;

import java.util.HashMap;
import java.util.Map;

/** Which media type a file has by the end of its name. The table is our own, so that every machine answers alike. */
public final class FileExtensions {
    /** A line a type: the type, then its extensions. */
    private static final String TABLE = """
        text/html htm html shtml
        application/xhtml+xml xhtml
        text/css css
        text/javascript js mjs cjs
        text/plain txt text log conf ini
        text/markdown md markdown
        text/csv csv
        text/tab-separated-values tsv
        text/calendar ics
        text/vcard vcf
        text/vtt vtt
        text/xml xml xsl
        application/json json map
        application/ld+json jsonld
        application/geo+json geojson
        application/manifest+json webmanifest
        application/yaml yaml yml
        application/toml toml
        application/atom+xml atom
        application/rss+xml rss
        application/wasm wasm
        application/pdf pdf
        application/postscript ps eps ai
        application/rtf rtf
        application/epub+zip epub
        application/msword doc
        application/vnd.ms-excel xls
        application/vnd.ms-powerpoint ppt
        application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
        application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
        application/vnd.oasis.opendocument.text odt
        application/vnd.oasis.opendocument.spreadsheet ods
        application/vnd.oasis.opendocument.presentation odp
        application/vnd.ms-fontobject eot
        application/zip zip
        application/gzip gz tgz
        application/x-tar tar
        application/x-bzip2 bz2
        application/x-xz xz
        application/zstd zst
        application/x-7z-compressed 7z
        application/vnd.rar rar
        application/java-archive jar war
        application/octet-stream bin exe dll so dmg iso img deb rpm
        application/vnd.apple.mpegurl m3u8
        application/dash+xml mpd
        application/sql sql
        image/png png
        image/apng apng
        image/jpeg jpg jpeg
        image/gif gif
        image/webp webp
        image/avif avif
        image/jxl jxl
        image/heic heic
        image/svg+xml svg
        image/bmp bmp
        image/tiff tif tiff
        image/x-icon ico cur
        audio/mpeg mp3
        audio/mp4 m4a
        audio/aac aac
        audio/ogg ogg oga opus
        audio/flac flac
        audio/wav wav
        audio/webm weba
        audio/midi mid midi
        audio/aiff aif aiff
        video/mp4 mp4 m4v
        video/webm webm
        video/ogg ogv
        video/quicktime mov
        video/x-msvideo avi
        video/x-matroska mkv
        video/mpeg mpg mpeg
        font/woff woff
        font/woff2 woff2
        font/ttf ttf
        font/otf otf
        font/collection ttc
        """;

    private FileExtensions() {}

    /** {@return the media type, without parameters, of each extension in lower case} */
    public static Map<String, String> types() {
        Map<String, String> types = new HashMap<>();
        TABLE.lines().forEach(line -> {
            String[] words = line.split(" ", -1);
            for (int i = 1; i < words.length; i++) {
                types.put(words[i], words[0]);
            }
        });
        return types;
    }
}
