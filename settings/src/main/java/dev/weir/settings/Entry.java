package dev.weir.settings;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A setting, and how its text is set.
 *
 * @param <T> what it is set on
 * @param reader throws an IllegalArgumentException where the text is no value: by one of {@link Forms}, or as what it is set on has
 *     it, whose message says what is allowed
 */
record Entry<T>(Setting setting, BiConsumer<T, String> reader) {
    /** Makes one for a setter. */
    static <T, V> Entry<T> of(String name, Form<V> form, String standard, String help, BiConsumer<T, V> setter) {
        Function<String, V> parser = form.parser();
        return new Entry<>(
                new Setting(name, form.text(), standard, help),
                (target, text) -> setter.accept(target, parser.apply(text)));
    }

    String name() {
        return setting.name();
    }

    /**
     * A form of values.
     *
     * @param text what stands for one in the help
     * @param parser throws an IllegalArgumentException that says what is wanted
     */
    record Form<V>(String text, Function<String, V> parser) {}
}
