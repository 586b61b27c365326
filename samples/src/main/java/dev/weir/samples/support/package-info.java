/** What the programs use and that knows nothing of them: JSON, prose, the log of requests, the cache folder. */
@NullMarked
package dev.weir.samples.support;

import org.jspecify.annotations.NullMarked;
