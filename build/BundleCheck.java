import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Reads what is to be published as Maven Central would: java BundleCheck.java FOLDER VERSION. The folder is laid out as a
 * repository. Prints a line for each fault, and how many artifacts there are; exits with 1 when there is a fault.
 */
final class BundleCheck {
    private static final String GROUP = "dev/weir";
    private static final String ARCHETYPE = "META-INF/maven/archetype-metadata.xml";
    private static final List<String> SUMS = List.of("md5", "sha1");
    private static final List<String> WANTED = List.of("name", "description", "url", "licenses", "developers", "scm");

    private final Path root;
    private final String version;
    private final List<String> faults = new ArrayList<>();
    /** By artifact. */
    private final Map<String, Element> poms = new TreeMap<>();

    private BundleCheck(Path root, String version) {
        this.root = root;
        this.version = version;
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: java BundleCheck.java FOLDER VERSION");
            System.exit(2);
        }
        BundleCheck check = new BundleCheck(Path.of(args[0]), args[1]);
        check.run();
        check.faults.forEach(System.out::println);
        System.out.println(check.poms.size() + " artifacts, " + check.faults.size() + " faults");
        System.exit(check.faults.isEmpty() ? 0 : 1);
    }

    private void run() throws Exception {
        if (version.endsWith("-SNAPSHOT")) {
            faults.add(version + " is not the version of a release");
        }
        for (Path folder : list(root.resolve(GROUP))) {
            Path pom = folder.resolve(version).resolve(folder.getFileName() + "-" + version + ".pom");
            if (Files.exists(pom)) {
                poms.put(
                        folder.getFileName().toString(),
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(pom.toFile())
                                .getDocumentElement());
            } else {
                faults.add(folder + ": no " + pom.getFileName());
            }
        }
        for (var artifact : poms.entrySet()) {
            pom(artifact.getKey(), artifact.getValue());
            files(artifact.getKey(), artifact.getValue());
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path folder = file.getParent();
                String artifact = folder.getParent().getFileName().toString();
                if (!poms.containsKey(artifact)
                        || !folder.getFileName().toString().equals(version)
                        || !file.getFileName().toString().startsWith(artifact + "-" + version)) {
                    faults.add(file + ": does not belong into a bundle");
                }
            }
        }
    }

    private void pom(String artifact, Element pom) {
        for (String wanted : WANTED) {
            if (inherited(pom, wanted) == null) {
                faults.add(artifact + ": no <" + wanted + ">");
            }
        }
        if (child(pom, "name") == null) {
            faults.add(artifact + ": no <name> of its own");
        }
        if (pom.getTextContent().contains("SNAPSHOT")) {
            faults.add(artifact + ": depends on a snapshot");
        }
        Element dependencies = child(pom, "dependencies");
        if (dependencies == null) {
            return;
        }
        for (Element dependency : children(dependencies)) {
            String id = text(dependency, "artifactId");
            if (text(dependency, "groupId").equals("dev.weir")
                    && !text(dependency, "scope").equals("test")
                    && !poms.containsKey(id)) {
                faults.add(artifact + ": needs " + id + ", which is not in the bundle");
            }
        }
    }

    /** An element of the project, or of its parent. */
    private Element inherited(Element pom, String name) {
        Element own = child(pom, name);
        Element parent = child(pom, "parent");
        if (own != null || parent == null) {
            return own;
        }
        Element of = poms.get(text(parent, "artifactId"));
        return of == null ? null : inherited(of, name);
    }

    private void files(String artifact, Element pom) throws Exception {
        Path folder = root.resolve(GROUP).resolve(artifact).resolve(version);
        String stem = artifact + "-" + version;
        List<String> wanted = new ArrayList<>(List.of(stem + ".pom"));
        if (!text(pom, "packaging").equals("pom")) {
            wanted.addAll(List.of(stem + ".jar", stem + "-sources.jar", stem + "-javadoc.jar"));
        }
        for (String name : wanted) {
            if (!Files.exists(folder.resolve(name))) {
                faults.add(artifact + ": no " + name);
            }
        }
        Path jar = folder.resolve(stem + ".jar");
        if (Files.exists(jar)) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                String wants = artifact.endsWith("-archetype") ? ARCHETYPE : "module-info.class";
                if (zip.getEntry(wants) == null) {
                    faults.add(artifact + ": the jar has no " + wants);
                }
            }
        }
        for (Path file : list(folder)) {
            String name = file.getFileName().toString();
            String end = name.substring(name.lastIndexOf('.') + 1);
            if (SUMS.contains(end) || List.of("sha256", "sha512", "asc").contains(end)) {
                continue;
            }
            if (!Files.exists(folder.resolve(name + ".asc"))) {
                faults.add(artifact + ": no signature of " + name);
            }
            for (String sum : SUMS) {
                Path said = folder.resolve(name + "." + sum);
                if (!Files.exists(said) || !Files.readString(said).strip().equals(digest(sum, file))) {
                    faults.add(artifact + ": no " + sum + " of " + name + ", or another's");
                }
            }
        }
    }

    private static String digest(String sum, Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance(sum.equals("md5") ? "MD5" : "SHA-1");
        return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String text(Element of, String name) {
        Element child = child(of, name);
        return child == null ? "" : child.getTextContent().strip();
    }

    private static Element child(Element of, String name) {
        return children(of).stream()
                .filter(child -> child.getTagName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static List<Element> children(Element of) {
        List<Element> found = new ArrayList<>();
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }
}
