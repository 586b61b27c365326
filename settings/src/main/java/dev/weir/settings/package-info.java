/** Settings of a server from a file, the environment and system properties: {@link dev.weir.settings.Settings}. */
@NullMarked
package dev.weir.settings;

import org.jspecify.annotations.NullMarked;
