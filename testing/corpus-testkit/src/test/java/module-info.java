/** The module as its tests see it. */
open module dev.weir.corpus.testkit {
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    exports dev.weir.corpus.testkit;
}
