package dev.weir.handlers.anchor;

/** A class of a program that is put together for a test, in a package that no other module exports. */
public final class Anchor {
    private Anchor() {}
}
