import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes {@code META-INF/services} for users of the class path, out of what a module's descriptor says it provides, so
 * that this is said once. Run by the build: {@code java ServiceFiles.java target/classes}.
 */
public final class ServiceFiles {
    private ServiceFiles() {}

    /**
     * Writes the files.
     *
     * @param args the folder of classes
     * @throws IOException when it has no descriptor, or cannot be written to
     */
    public static void main(String[] args) throws IOException {
        Path classes = Path.of(args[0]);
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        if (module.provides().isEmpty()) {
            throw new IOException(module.name() + " provides nothing: leave it out of this step");
        }
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        for (ModuleDescriptor.Provides provides : module.provides()) {
            Files.writeString(services.resolve(provides.service()), String.join("\n", provides.providers()) + "\n");
        }
    }
}
