/** The inputs that fuzz targets begin with, as tests; for Weir's own tests. */
module dev.weir.corpus.testkit {
    requires transitive org.junit.jupiter.api;

    exports dev.weir.corpus.testkit;
}
