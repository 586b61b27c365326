import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes copies of modules for the simulation, in which time, timed waits, monitors and threads are those of
 * {@code dev.weir.simulation.Hook}, in which a thread may be stopped before whatever others can see, and which tell the
 * hook of each buffer that is taken from a pool or given back. Run by the build:
 * {@code java Rewriter.java OUT NAME=ARTIFACT...}, where an artifact is a folder of classes or a jar.
 */
public final class Rewriter {
    private static final ClassDesc HOOK = ClassDesc.of("dev.weir.simulation.Hook");
    private static final MethodTypeDesc VOID = MethodTypeDesc.ofDescriptor("()V");
    private static final MethodTypeDesc HASH = MethodTypeDesc.ofDescriptor("()I");
    private static final MethodTypeDesc ON_OBJECT_HASH = MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;)I");
    private static final MethodTypeDesc ON_OBJECT = MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;)V");

    private static final String POOLS = "dev/weir/websocket/internal/Pools.";

    /** Calls that are replaced, and the method of the hook that takes their place, with its descriptor. */
    private static final Map<String, String[]> REPLACED = Map.ofEntries(
            Map.entry("java/lang/System.nanoTime()J", new String[] {"nanoTime", "()J"}),
            Map.entry("java/lang/System.currentTimeMillis()J", new String[] {"currentTimeMillis", "()J"}),
            Map.entry("java/util/concurrent/locks/LockSupport.parkNanos(J)V", new String[] {"parkNanos", "(J)V"}),
            Map.entry(
                    "java/util/concurrent/locks/LockSupport.parkNanos(Ljava/lang/Object;J)V",
                    new String[] {"parkNanos", "(Ljava/lang/Object;J)V"}),
            Map.entry(
                    "java/util/concurrent/locks/LockSupport.unpark(Ljava/lang/Thread;)V",
                    new String[] {"unpark", "(Ljava/lang/Thread;)V"}),
            Map.entry(
                    "java/nio/ByteBuffer.allocateDirect(I)Ljava/nio/ByteBuffer;",
                    new String[] {"allocateDirect", "(I)Ljava/nio/ByteBuffer;"}),
            Map.entry("java/lang/Object.notifyAll()V", new String[] {"notifyAll", "(Ljava/lang/Object;)V"}),
            Map.entry(
                    "java/lang/Thread.sleep(Ljava/time/Duration;)V", new String[] {"sleep", "(Ljava/time/Duration;)V"}),
            Map.entry(
                    POOLS + "takeDeflater()Ljava/util/zip/Deflater;",
                    new String[] {"takeDeflater", "(Ljava/lang/Object;)Ljava/util/zip/Deflater;"}),
            Map.entry(
                    POOLS + "takeInflater()Ljava/util/zip/Inflater;",
                    new String[] {"takeInflater", "(Ljava/lang/Object;)Ljava/util/zip/Inflater;"}),
            Map.entry(
                    POOLS + "give(Ljava/util/zip/Deflater;)V",
                    new String[] {"give", "(Ljava/lang/Object;Ljava/util/zip/Deflater;)V"}),
            Map.entry(
                    POOLS + "give(Ljava/util/zip/Inflater;)V",
                    new String[] {"give", "(Ljava/lang/Object;Ljava/util/zip/Inflater;)V"}),
            Map.entry("java/lang/Thread.yield()V", new String[] {"yield", "()V"}),
            Map.entry("java/lang/Thread.onSpinWait()V", new String[] {"yield", "()V"}),
            Map.entry("java/lang/Thread.threadId()J", new String[] {"threadId", "(Ljava/lang/Thread;)J"}),
            Map.entry("java/lang/Thread.isVirtual()Z", new String[] {"isVirtual", "(Ljava/lang/Thread;)Z"}),
            Map.entry(
                    "java/lang/Thread.getState()Ljava/lang/Thread$State;",
                    new String[] {"getState", "(Ljava/lang/Thread;)Ljava/lang/Thread$State;"}),
            Map.entry(
                    "java/lang/Thread$Builder$OfVirtual.start(Ljava/lang/Runnable;)Ljava/lang/Thread;",
                    new String[] {"start", "(Ljava/lang/Thread$Builder;Ljava/lang/Runnable;)Ljava/lang/Thread;"}),
            Map.entry(
                    "java/lang/Thread$Builder.start(Ljava/lang/Runnable;)Ljava/lang/Thread;",
                    new String[] {"start", "(Ljava/lang/Thread$Builder;Ljava/lang/Runnable;)Ljava/lang/Thread;"}),
            Map.entry(
                    "java/lang/Thread$Builder$OfPlatform.start(Ljava/lang/Runnable;)Ljava/lang/Thread;", new String[] {
                        "start", "(Ljava/lang/Thread$Builder$OfPlatform;Ljava/lang/Runnable;)Ljava/lang/Thread;"
                    }),
            Map.entry(
                    "java/util/random/RandomGenerator.of(Ljava/lang/String;)Ljava/util/random/RandomGenerator;",
                    new String[] {"random", "(Ljava/lang/String;)Ljava/util/random/RandomGenerator;"}));

    private static final String TIMED_TRY_LOCK =
            "java/util/concurrent/locks/ReentrantLock.tryLock(JLjava/util/concurrent/TimeUnit;)Z";
    private static final String ON_LOCK_FOR_A_TIME =
            "(Ljava/util/concurrent/locks/ReentrantLock;JLjava/util/concurrent/TimeUnit;)Z";

    /** The same, in the module whose threads wait for a time with what the JDK has for it. */
    private static final Map<String, String[]> REPLACED_IN_WEBSOCKET = Map.ofEntries(
            Map.entry(TIMED_TRY_LOCK, new String[] {"tryLock", ON_LOCK_FOR_A_TIME}),
            Map.entry("java/util/concurrent/CountDownLatch.await(JLjava/util/concurrent/TimeUnit;)Z", new String[] {
                "await", "(Ljava/util/concurrent/CountDownLatch;JLjava/util/concurrent/TimeUnit;)Z"
            }));

    /** And in the others, where such a wait is for a lock that is given back soon: it must not take until the hook looks again. */
    private static final Map<String, String[]> REPLACED_IN_ENGINES =
            Map.of(TIMED_TRY_LOCK, new String[] {"tryLockSoonFree", ON_LOCK_FOR_A_TIME});

    /** Calls before which a thread may be stopped, by owner; not those that ask only about the thread itself. */
    private static final Set<String> SEEN_BY_OTHERS = Set.of(
            "java/util/concurrent/locks/ReentrantLock",
            "java/util/concurrent/locks/LockSupport",
            "java/util/concurrent/ConcurrentLinkedQueue",
            "java/util/concurrent/CountDownLatch",
            "java/lang/invoke/VarHandle");

    private static final MethodTypeDesc ON_BYTES = MethodTypeDesc.ofDescriptor("([B)V");
    private static final MethodTypeDesc ON_BUFFER = MethodTypeDesc.ofDescriptor("(Ljava/nio/ByteBuffer;)V");

    /** Calls after which the hook gets what they returned, with its descriptor. */
    private static final Map<String, MethodTypeDesc> TAKE = Map.of(
            "dev/weir/http/core/support/BufferPool.take()[B", ON_BYTES,
            "dev/weir/http/core/support/DirectBuffers.take()Ljava/nio/ByteBuffer;", ON_BUFFER,
            "dev/weir/websocket/internal/Pools.takeBuffer()[B", ON_BYTES);

    /** Calls before which it gets their arguments. */
    private static final Map<String, MethodTypeDesc> GIVE = Map.of(
            "dev/weir/http/core/support/BufferPool.give([B)V", ON_BYTES,
            "dev/weir/http/core/support/DirectBuffers.give(Ljava/nio/ByteBuffer;)V", ON_BUFFER,
            "dev/weir/websocket/internal/Pools.give([B)V", ON_BYTES);

    /** Kept in sets whose order would else follow from the machine. */
    private static final Set<String> HASHED =
            Set.of("dev/weir/http/core/connection/ServerConnection", "dev/weir/websocket/Session");

    private final ClassFile classFile;
    private final Set<String> volatiles = new HashSet<>();
    private final Set<String> reported = new HashSet<>();
    /** Whether the class that is rewritten is of that module. */
    private boolean ofWebSocket;

    private Rewriter(ClassFile classFile) {
        this.classFile = classFile;
    }

    /**
     * Writes the copies.
     *
     * @param args the folder for them, and a name and an artifact for each module; without a name it is only looked at
     * @throws IOException when one cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            urls.add(
                    Path.of(args[i].substring(args[i].indexOf('=') + 1)).toUri().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new))) {
            Rewriter rewriter = new Rewriter(ClassFile.of(
                    ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)
                            .orElse(ClassHierarchyResolver.defaultResolver()))));
            for (int i = 1; i < args.length; i++) {
                int equals = args[i].indexOf('=');
                if (equals == 0) {
                    continue;
                }
                rewriter.module(
                        Path.of(args[i].substring(equals + 1)), Path.of(args[0]).resolve(args[i].substring(0, equals)));
            }
            if (rewriter.reported.size() < TAKE.size() + GIVE.size()) {
                throw new IllegalStateException(
                        "the pools have changed: of their calls there are only " + rewriter.reported);
            }
        }
    }

    private void module(Path artifact, Path out) throws IOException {
        if (Files.isDirectory(artifact)) {
            folder(artifact, out);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(artifact)) {
                folder(jar.getPath("/"), out);
            }
        }
    }

    private void folder(Path root, Path out) throws IOException {
        List<Path> classes;
        try (Stream<Path> all = Files.walk(root)) {
            classes = all.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class"))
                    .toList();
        }
        List<ClassModel> models = new ArrayList<>();
        for (Path file : classes) {
            ClassModel model = classFile.parse(Files.readAllBytes(file));
            models.add(model);
            model.fields().stream()
                    .filter(field -> field.flags().has(AccessFlag.VOLATILE)
                            && !field.flags().has(AccessFlag.STATIC))
                    .forEach(field -> volatiles.add(model.thisClass().asInternalName() + "."
                            + field.fieldName().stringValue()));
        }
        for (ClassModel model : models) {
            Path file = out.resolve(model.thisClass().asInternalName() + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, rewrite(model));
        }
    }

    private byte[] rewrite(ClassModel model) {
        ClassDesc type = model.thisClass().asSymbol();
        ofWebSocket = model.thisClass().asInternalName().startsWith("dev/weir/websocket/");
        return classFile.transformClass(model, new ClassTransform() {
            @Override
            public void accept(ClassBuilder builder, ClassElement element) {
                if (element instanceof MethodModel method && method.code().isPresent()) {
                    method(type, builder, method);
                } else {
                    builder.with(element);
                }
            }

            @Override
            public void atEnd(ClassBuilder builder) {
                if (HASHED.contains(model.thisClass().asInternalName())) {
                    builder.withMethodBody(
                            "hashCode",
                            HASH,
                            ClassFile.ACC_PUBLIC,
                            code -> code.aload(0)
                                    .invokestatic(HOOK, "identity", ON_OBJECT_HASH)
                                    .ireturn());
                }
            }
        });
    }

    private void method(ClassDesc type, ClassBuilder builder, MethodModel method) {
        // A class or an object that is being made is not seen by others.
        boolean stops = !method.methodName().stringValue().startsWith("<");
        MethodTransform body =
                MethodTransform.transformingCode((code, instruction) -> rewrite(code, instruction, stops));
        if (!method.flags().has(AccessFlag.SYNCHRONIZED)) {
            builder.transformMethod(method, body);
            return;
        }
        // The monitor is the hook's: a method with what was within, and one around it that enters and leaves.
        String within = method.methodName().stringValue() + "$within";
        int flags = method.flags().flagsMask() & ~ClassFile.ACC_SYNCHRONIZED;
        boolean ofClass = method.flags().has(AccessFlag.STATIC);
        MethodTypeDesc descriptor = method.methodTypeSymbol();
        int access = ClassFile.ACC_PRIVATE | ClassFile.ACC_SYNTHETIC | (ofClass ? ClassFile.ACC_STATIC : 0);
        builder.withMethodBody(
                within, descriptor, access, code -> method.code().orElseThrow().forEach(e -> rewrite(code, e, stops)));
        builder.withMethodBody(method.methodName().stringValue(), descriptor, flags, code -> {
            monitor(code, type, ofClass, "enter");
            code.trying(
                    tried -> {
                        int slot = 0;
                        if (!ofClass) {
                            tried.aload(slot++);
                        }
                        for (ClassDesc parameter : descriptor.parameterList()) {
                            TypeKind kind = TypeKind.from(parameter);
                            tried.loadLocal(kind, slot);
                            slot += kind.slotSize();
                        }
                        tried.invoke(
                                ofClass ? Opcode.INVOKESTATIC : Opcode.INVOKESPECIAL, type, within, descriptor, false);
                        monitor(tried, type, ofClass, "exit");
                        tried.return_(TypeKind.from(descriptor.returnType()));
                    },
                    caught -> caught.catchingAll(thrown -> {
                        monitor(thrown, type, ofClass, "exit");
                        thrown.athrow();
                    }));
        });
    }

    private static void monitor(CodeBuilder code, ClassDesc type, boolean ofClass, String what) {
        if (ofClass) {
            code.ldc(type);
        } else {
            code.aload(0);
        }
        code.invokestatic(HOOK, what, ON_OBJECT);
    }

    private void rewrite(CodeBuilder code, CodeElement element, boolean stops) {
        switch (element) {
            case InvokeInstruction call -> {
                String called = call.owner().asInternalName() + "."
                        + call.name().stringValue() + call.type().stringValue();
                String[] replaced = REPLACED.get(called);
                if (replaced == null) {
                    replaced = (ofWebSocket ? REPLACED_IN_WEBSOCKET : REPLACED_IN_ENGINES).get(called);
                }
                if (replaced != null) {
                    code.invokestatic(HOOK, replaced[0], MethodTypeDesc.ofDescriptor(replaced[1]));
                    return;
                }
                if (stops
                        && SEEN_BY_OTHERS.contains(call.owner().asInternalName())
                        && !call.name().equalsString("isHeldByCurrentThread")) {
                    code.invokestatic(HOOK, "point", VOID);
                }
                if (GIVE.containsKey(called)) {
                    reported.add(called);
                    code.dup().invokestatic(HOOK, "given", GIVE.get(called));
                }
                code.with(call);
                if (TAKE.containsKey(called)) {
                    reported.add(called);
                    code.dup().invokestatic(HOOK, "taken", TAKE.get(called));
                }
            }
            case FieldInstruction field -> {
                String name =
                        field.owner().asInternalName() + "." + field.name().stringValue();
                if (stops && volatiles.contains(name)) {
                    code.invokestatic(HOOK, "point", VOID);
                }
                code.with(field);
            }
            case MonitorInstruction monitor ->
                code.invokestatic(HOOK, monitor.opcode() == Opcode.MONITORENTER ? "enter" : "exit", ON_OBJECT);
            default -> code.with(element);
        }
    }
}
