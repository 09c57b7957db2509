package dev.lintel.app;

import dev.lintel.acme.InternalCa;
import dev.lintel.acme.Store;
import dev.lintel.acme.StoreFault;
import dev.lintel.base.Problems;
import dev.lintel.model.Config;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code lintel ca [-f FILE]... [--store FOLDER]}: prints the root certificate of the internal CA, for whoever is to trust it, and makes nothing. The store is
 * the one named, that of the configuration, or the system's place.
 */
final class CaCommand {
    private static final String USAGE = "expects nothing, -f and a configuration, or --store and a folder";

    private CaCommand() {}

    static int run(String[] args) {
        List<String> files = new ArrayList<>();
        String store = null;
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length || !List.of("-f", "--store").contains(args[i])) {
                return Main.fail("ca: " + USAGE);
            }
            if (args[i].equals("-f")) {
                files.add(args[i + 1]);
            } else {
                store = args[i + 1];
            }
        }
        try {
            Path folder = store != null ? Path.of(store) : files.isEmpty() ? Store.defaultFolder() : ofFiles(files);
            if (folder == null) {
                return 1;
            }
            String root = InternalCa.exported(folder);
            if (root == null) {
                return Main.fail("ca: no root yet in "
                        + InternalCa.rootFile(folder).getParent()
                        + ": it is made when Lintel starts with 'directory internal' in an 'acme' section"
                        + (store == null && files.isEmpty() ? "; -f FILE or --store FOLDER names another store" : ""));
            }
            System.out.print(root);
            System.err.println("lintel: this is " + InternalCa.rootFile(folder)
                    + "; to trust it on Debian: put it into /usr/local/share/ca-certificates as a file that ends in .crt,"
                    + " and run update-ca-certificates; browsers have their own lists");
            return 0;
        } catch (StoreFault e) {
            return Main.fail("ca: " + e.getMessage());
        }
    }

    private static @Nullable Path ofFiles(List<String> files) {
        Problems problems = new Problems();
        Config config = new ConfigFiles(files, null, false, false, false).check(problems);
        if (config == null) {
            problems.print(System.err, false);
            return null;
        }
        return Certification.folder(config);
    }
}
