// Gradle 9.1 or newer: gradle test, gradle run, gradle image
plugins {
    application
}

group = "com.example"
version = "1.0-SNAPSHOT"

repositories {
    mavenCentral()
    // Where "mvn install" puts a Weir that is not published.
    mavenLocal()
}

dependencies {
    // One version for all of Weir.
    implementation(platform("dev.weir:weir-bom:0.1.0-SNAPSHOT"))
    implementation("dev.weir:weir")
    implementation("dev.weir:weir-json-jackson")
    // What writes the log.
    runtimeOnly("org.slf4j:slf4j-simple:2.0.20")
    testImplementation("dev.weir:weir-http-testkit-junit")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher:6.1.3")
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(25)
    }
}

application {
    mainModule = "com.example.app"
    mainClass = "com.example.app.Main"
}

tasks.test {
    useJUnitPlatform()
}

// build/image holds the program and as much of Java as it needs.
tasks.register<Exec>("image") {
    val jar = tasks.jar.flatMap { it.archiveFile }
    val libraries = configurations.runtimeClasspath
    val image = layout.buildDirectory.dir("image")
    val jdk = javaToolchains.launcherFor(java.toolchain).map { it.metadata.installationPath }
    inputs.files(jar, libraries)
    outputs.dir(image)
    doFirst {
        delete(image)
        val path = (listOf(jar.get().asFile) + libraries.get().files).joinToString(File.pathSeparator)
        // What is found as a service has to be named.
        commandLine(
            jdk.get().file("bin/jlink").asFile.path,
            "--module-path", path,
            "--add-modules", "com.example.app,org.slf4j.simple",
            "--no-header-files", "--no-man-pages", "--compress", "zip-6",
            "--output", image.get().asFile.path,
        )
    }
}
