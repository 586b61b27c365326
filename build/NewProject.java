import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/**
 * Makes projects out of samples/template, the one place where their files are kept:
 * {@code java NewProject.java TEMPLATE new NAME [--group GROUP] [--package PACKAGE]} makes one in a folder of that name, and
 * {@code java NewProject.java TEMPLATE archetype OUT} writes the content of the Maven archetype.
 *
 * <p>The template is a project as it stands, called {@code my-app}, of the group {@code com.example} and in the package
 * {@code com.example.app}: these are what is replaced.
 */
final class NewProject {
    private static final String NAME = "my-app";
    private static final String GROUP = "com.example";
    private static final String PACKAGE = "com.example.app";
    private static final String VERSION = "1.0-SNAPSHOT";

    /** What building the template leaves in its folder. */
    private static final Set<String> BUILT = Set.of("target", "build", ".gradle", ".idea");

    private static final Pattern BOM =
            Pattern.compile("<artifactId>weir-bom</artifactId>\\s*<version>([^<]+)</version>");

    /** What a user can change. */
    private static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    private final Path template;

    private NewProject(Path template) {
        this.template = template;
    }

    public static void main(String[] args) throws IOException {
        NewProject maker = new NewProject(Path.of(args[0]));
        try {
            if (args[1].equals("archetype")) {
                maker.archetype(Path.of(args[2]));
            } else {
                maker.project(List.of(args).subList(2, args.length));
            }
        } catch (UsageException e) {
            System.err.println("weir: new: " + e.getMessage());
            System.exit(2);
        }
    }

    /** The files of the template by their paths, which have slashes. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        Files.walkFileTree(template, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean built = folder.getParent().equals(template)
                        && BUILT.contains(folder.getFileName().toString());
                return built ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                files.put(template.relativize(file).toString().replace('\\', '/'), Files.readString(file));
                return FileVisitResult.CONTINUE;
            }
        });
        // A release changes the version in pom.xml alone.
        String version = weirVersion();
        files.computeIfPresent("build.gradle.kts", (_, text) -> text.replaceAll("(weir-bom:)[^\"]+", "$1" + version));
        return files;
    }

    // ---- a project

    private void project(List<String> args) throws IOException, UsageException {
        String name = "";
        String group = GROUP;
        String packageName = "";
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            int equals = arg.indexOf('=');
            String option = equals < 0 ? arg : arg.substring(0, equals);
            if (!arg.startsWith("-")) {
                if (!name.isEmpty()) {
                    throw new UsageException("one name is enough: what is " + arg + "?");
                }
                name = arg;
                continue;
            }
            if (!option.equals("--group") && !option.equals("--package")) {
                throw new UsageException("unknown option " + option + " (see weir new --help)");
            }
            if (equals < 0 && i + 1 == args.size()) {
                throw new UsageException(option + " wants a value, such as com.example");
            }
            String value = equals < 0 ? args.get(++i) : arg.substring(equals + 1);
            if (option.equals("--group")) {
                group = value;
            } else {
                packageName = value;
            }
        }
        check(name, group);
        if (packageName.isEmpty()) {
            packageName = group + "." + name.replaceAll("[^a-z0-9]", "");
        }
        if (!isPackage(packageName)) {
            throw new UsageException(
                    "\"" + packageName + "\" is no package of Java: name one, as in --package com.example.app");
        }
        Path folder = Path.of(name);
        if (Files.exists(folder)) {
            throw new UsageException(name + " is there already: choose another name, or move it away");
        }
        int count = 0;
        for (Map.Entry<String, String> file : files().entrySet()) {
            String path = replace(file.getKey(), name, group, packageName);
            write(folder.resolve(path), replace(file.getValue(), name, group, packageName));
            count++;
        }
        System.out.println("made " + name + ": " + count + " files, package " + packageName + ". Next:");
        Path repository = Path.of(System.getProperty("user.home"), ".m2", "repository", "dev", "weir", "weir-bom");
        String wanted = weirVersion();
        if (wanted.endsWith("-SNAPSHOT") && !Files.exists(repository.resolve(wanted))) {
            System.out.println("  mvn -q -Dmaven.test.skip=true -f "
                    + template.toAbsolutePath().normalize().getParent().getParent()
                    + " install    # once, as Weir " + wanted + " is not published");
        }
        System.out.println("  cd " + name);
        System.out.println("  " + javaHome() + "mvn -Pimage verify");
    }

    /** What Maven has to be told to run on a JDK that is new enough; nothing where JAVA_HOME says so. */
    private static String javaHome() {
        String running = System.getProperty("java.home");
        String said = System.getenv("JAVA_HOME");
        boolean same =
                said != null && Path.of(said).toAbsolutePath().normalize().equals(Path.of(running));
        return same ? "" : "JAVA_HOME=" + running + " ";
    }

    private String weirVersion() throws IOException {
        Matcher bom = BOM.matcher(Files.readString(template.resolve("pom.xml")));
        if (!bom.find()) {
            throw new IOException("the template's pom.xml does not say which Weir it wants");
        }
        return bom.group(1);
    }

    private static void check(String name, String group) throws UsageException {
        if (name.isEmpty()) {
            throw new UsageException("how is it to be called? (see weir new --help)");
        }
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new UsageException("\"" + name
                    + "\" is no name for a project: small letters, digits and single dashes, such as my-app");
        }
        if (!group.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
            throw new UsageException("\"" + group + "\" is no group of Maven, such as com.example");
        }
    }

    /** Small letters, as all is compared with what a file system may fold; a descriptor wants more than one name at best. */
    private static boolean isPackage(String name) {
        return SourceVersion.isName(name) && name.matches("[a-z0-9_.]+");
    }

    private static String replace(String text, String name, String group, String packageName) {
        // The package first, as the group is a part of it.
        return text.replace(PACKAGE, "\0p")
                .replace(PACKAGE.replace('.', '/'), "\0f")
                .replace(GROUP, group)
                .replace(NAME, name)
                .replace("\0p", packageName)
                .replace("\0f", packageName.replace('.', '/'));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    // ---- the archetype

    /**
     * The files are templates of Velocity there, which fills in the names. Two dots of difference: Maven's jars leave out
     * {@code .gitignore}, so its name is a property as well; and Java below its package lies in no folder for it.
     */
    private void archetype(Path out) throws IOException {
        List<String> sources = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Map.Entry<String, String> file : files().entrySet()) {
            String path = file.getKey();
            if (path.contains("/com/example/app/")) {
                path = path.replace("/com/example/app/", "/");
                sources.add(path);
            } else {
                path = path.replace(NAME, "__artifactId__").replace(".gitignore", "__gitignore__");
                others.add(path);
            }
            write(out.resolve("archetype-resources").resolve(path), velocity(file.getValue()));
        }
        write(out.resolve("META-INF/maven/archetype-metadata.xml"), metadata(sources, others));
    }

    private static String velocity(String text) {
        String escaped = text.replace("$", "\0d")
                .replace("#", "\0n")
                .replace(PACKAGE, "${package}")
                .replace(GROUP, "${groupId}")
                .replace(NAME, "${artifactId}")
                .replace(VERSION, "${version}")
                .replace("\0d", "${dollar}")
                .replace("\0n", "${pound}");
        return "#set( $dollar = '$' )\n#set( $pound = '#' )\n" + escaped;
    }

    private static String metadata(List<String> sources, List<String> others) {
        StringBuilder text = new StringBuilder("""
            <?xml version="1.0" encoding="UTF-8"?>
            <archetype-descriptor xmlns="https://maven.apache.org/plugins/maven-archetype-plugin/archetype-descriptor/1.1.0" name="weir-archetype">
              <requiredProperties>
                <requiredProperty key="groupId"><defaultValue>com.example</defaultValue></requiredProperty>
                <requiredProperty key="artifactId"><defaultValue>my-app</defaultValue></requiredProperty>
                <requiredProperty key="package"><defaultValue>${groupId}.${artifactId.replace("-", "")}</defaultValue></requiredProperty>
                <requiredProperty key="gitignore"><defaultValue>.gitignore</defaultValue></requiredProperty>
              </requiredProperties>
              <fileSets>
            """);
        for (String folder : List.of("src/main/java", "src/test/java")) {
            // The descriptor lies above the package.
            fileSet(
                    text,
                    folder,
                    true,
                    sources.stream()
                            .filter(path -> path.startsWith(folder + "/"))
                            .toList());
        }
        fileSet(
                text,
                "",
                false,
                others.stream().filter(path -> !path.equals("pom.xml")).toList());
        return text.append("  </fileSets>\n</archetype-descriptor>\n").toString();
    }

    private static void fileSet(StringBuilder text, String folder, boolean packaged, List<String> paths) {
        text.append("    <fileSet filtered=\"true\" encoding=\"UTF-8\" packaged=\"" + packaged
                + "\">\n      <directory>" + folder + "</directory>\n      <includes>\n");
        for (String path : paths) {
            String name = folder.isEmpty() ? path : path.substring(folder.length() + 1);
            text.append("        <include>" + name + "</include>\n");
        }
        text.append("      </includes>\n    </fileSet>\n");
    }
}
