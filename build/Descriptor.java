import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the build does to the descriptor of a module: {@code java Descriptor.java target/classes}.
 *
 * <ul>
 * <li>It gives it the class-file version of Java 17. Maven's jar plugin runs the jar tool of the JDK that runs Maven, which
 *     cannot read a newer one; what a descriptor consists of is the same in both. All other classes stay as they are.
 * <li>It writes {@code META-INF/services}, for the class path, out of what the descriptor provides.
 * </ul>
 *
 * <p>What is as it should be is not written again, so that nothing looks newer than it is and whatever depends on the
 * module need not be compiled again.
 */
public final class Descriptor {
    private static final short MAJOR = 61;
    /** Of a class file: four bytes of magic and two of the minor version come before it. */
    private static final int MAJOR_AT = 6;

    private Descriptor() {}

    /**
     * Does both.
     *
     * @param args the folder of classes
     * @throws IOException when it has no descriptor, or cannot be written to
     */
    public static void main(String[] args) throws IOException {
        Path classes = Path.of(args[0]);
        Path file = classes.resolve("module-info.class");
        byte[] descriptor = Files.readAllBytes(file);
        if (ByteBuffer.wrap(descriptor).getShort(MAJOR_AT) != MAJOR) {
            ByteBuffer.wrap(descriptor).putShort(MAJOR_AT, MAJOR);
            Files.write(file, descriptor);
        }
        for (ModuleDescriptor.Provides provides :
                ModuleDescriptor.read(new ByteArrayInputStream(descriptor)).provides()) {
            Path services = Files.createDirectories(classes.resolve("META-INF/services"));
            Path service = services.resolve(provides.service());
            String providers = String.join("\n", provides.providers()) + "\n";
            if (!Files.exists(service) || !Files.readString(service).equals(providers)) {
                Files.writeString(service, providers);
            }
        }
    }
}
