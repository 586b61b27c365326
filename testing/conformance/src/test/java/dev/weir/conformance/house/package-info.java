/** The repository itself: module walls, API files, descriptors, and what the pages promise. */
package dev.weir.conformance.house;
