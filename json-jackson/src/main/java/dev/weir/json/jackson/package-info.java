/** The provider of JSON that uses Jackson 3: {@link dev.weir.json.jackson.JacksonJson}. */
@NullMarked
package dev.weir.json.jackson;

import org.jspecify.annotations.NullMarked;
