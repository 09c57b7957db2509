package dev.lintel.acceptance;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * The instants before each change that Lintel makes to its store: a process with these classes before its own tells of each, and stops at
 * the ones that a test chose, one for each thread, so that it can be killed there. Any thread.
 */
public final class FileInstant {
    private static final List<String> CLASSES = List.of("Durable", "CertificateFolder");
    private static final Set<String> CHANGES = Set.of(
            "java/nio/file/Files.createDirectories",
            "java/nio/file/Files.createSymbolicLink",
            "java/nio/file/Files.delete",
            "java/nio/file/Files.deleteIfExists",
            "java/nio/file/Files.move",
            "java/nio/channels/FileChannel.write");

    /** The property with the folder in which the two talk: what is to be stopped at, and what was met. */
    public static final String FOLDER = "instants";

    private static final String CHOSEN = "chosen";
    private static final String MET = "met";
    private static final String STOPPED = "stopped";

    private static final Map<String, Integer> counts = new HashMap<>();

    private FileInstant() {}

    // ---- in the test

    /** Makes the classes; @return what goes before a class path. */
    public static Path into(Path folder) throws IOException {
        for (String name : CLASSES) {
            String file = "dev/lintel/acme/" + name + ".class";
            ClassFile classes = ClassFile.of();
            byte[] plain = Files.readAllBytes(Path.of("target/classes", file));
            byte[] told = classes.transformClass(
                    classes.parse(plain), ClassTransform.transformingMethodBodies((code, element) -> {
                        if (element instanceof InvokeInstruction call
                                && CHANGES.contains(call.owner().asInternalName() + "."
                                        + call.name().stringValue())) {
                            code.loadConstant(call.name().stringValue());
                            code.invokestatic(
                                    ClassDesc.of(FileInstant.class.getName()),
                                    "before",
                                    MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String));
                        }
                        code.with(element);
                    }));
            Files.createDirectories(folder.resolve(file).getParent());
            Files.write(folder.resolve(file), told);
        }
        return folder;
    }

    /** From now on nothing is chosen and nothing was met. */
    public static void clear(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String file : List.of(CHOSEN, MET, STOPPED)) {
            Files.writeString(folder.resolve(file), "");
        }
    }

    /** Before its nth change that thread stops. */
    public static void choose(Path folder, String thread, int nth) throws IOException {
        Files.writeString(folder.resolve(CHOSEN), thread + " " + nth + "\n", StandardOpenOption.APPEND);
    }

    /** Whether it has come. */
    public static boolean isMet(Path folder, String thread, int nth) throws IOException {
        return Files.readAllLines(folder.resolve(STOPPED)).contains(thread + " " + nth);
    }

    // ---- in the process

    /** Called before each change. */
    public static void before(String change) throws IOException, InterruptedException {
        Path folder = Path.of(System.getProperty(FOLDER));
        if (stops(folder, Thread.currentThread().getName(), change)) {
            new CountDownLatch(1).await();
        }
    }

    private static synchronized boolean stops(Path folder, String thread, String change) throws IOException {
        String instant = thread + " " + counts.merge(thread, 1, Integer::sum);
        tell(folder.resolve(MET), instant + " " + change);
        boolean chosen = Files.readAllLines(folder.resolve(CHOSEN)).contains(instant);
        if (chosen) {
            tell(folder.resolve(STOPPED), instant);
        }
        return chosen;
    }

    private static void tell(Path file, String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    }
}
