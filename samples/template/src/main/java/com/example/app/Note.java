package com.example.app;

import dev.weir.http.api.HttpError;

/** A note, as clients send and get it. */
record Note(String text) {
    Note {
        if (text == null || text.isBlank()) {
            throw HttpError.badRequest("a note needs a text");
        }
    }
}
