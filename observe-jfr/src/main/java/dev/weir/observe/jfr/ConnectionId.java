package dev.weir.observe.jfr;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Relational;

/** The number of a connection, by which tools find what else has happened on it. */
@MetadataDefinition
@Relational
@Label("Connection Id")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface ConnectionId {}
