package dev.lintel.config;

import dev.lintel.base.Near;
import dev.lintel.base.Pos;
import dev.lintel.base.Problems;
import dev.lintel.model.CertificateSpec;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every certificate that the configuration names, once: what {@code crt-store} sections load, and the files, folders and bundles that
 * {@code crt} words name (HAProxy manual, sections 5.1 and 12.7). Looks at which files there are, and into none. Owned by the thread
 * that reads.
 */
final class CertificateStores {
    private static final List<String> BUNDLE = List.of(".rsa", ".ecdsa", ".dsa");
    private static final List<String> EXTRA = List.of(".key", ".issuer", ".ocsp", ".sctl");

    private final GlobalTlsDraft global;
    private final Problems problems;
    private final Map<String, CertificateSpec> loaded = new LinkedHashMap<>();
    /** Those of {@code bind ... acme} lines, by name. */
    private final Map<String, CertificateSpec> ordered = new LinkedHashMap<>();

    private final Map<String, List<CertificateSpec>> byPath = new HashMap<>();

    CertificateStores(GlobalTlsDraft global, Problems problems) {
        this.global = global;
        this.problems = problems;
    }

    /** Takes what a {@code load} line of a {@code crt-store} says. */
    void load(String store, CertificateDraft draft, String crtBase, String keyBase) {
        String base = crtBase != null ? crtBase : global.crtBase;
        String name = draft.alias != null
                ? "@" + store + "/" + draft.alias
                : store.isEmpty() ? CertificateDraft.under(base, draft.crt) : "@" + store + "/" + draft.crt;
        CertificateSpec spec = draft.spec(name, base, keyBase != null ? keyBase : global.keyBase);
        CertificateSpec first = loaded.putIfAbsent(name, spec);
        if (first != null) {
            problems.error(
                    draft.pos,
                    "in " + draft.place + ": the certificate '" + name + "' is loaded twice; first at " + first.pos());
        }
    }

    /** Takes a certificate that only comes by an order; one that another line orders is the same. */
    CertificateSpec order(CertificateSpec spec) {
        CertificateSpec first = ordered.putIfAbsent(spec.name(), spec);
        if (first == null) {
            return spec;
        }
        if (!first.domains().equals(spec.domains())
                || !first.ips().equals(spec.ips())
                || !first.acme().equals(spec.acme())) {
            problems.error(
                    spec.pos(),
                    "the certificate '" + spec.name() + "' is ordered with other names, or elsewhere, at " + first.pos()
                            + "; a certificate is called by its first name: let both lines say the same, or begin with"
                            + " different names");
        }
        return first;
    }

    /** All that sections load, in their order. */
    List<CertificateSpec> all() {
        return List.copyOf(loaded.values());
    }

    boolean isLoaded(CertificateSpec spec) {
        return loaded.get(spec.name()) == spec;
    }

    /** What a {@code crt} word means; nothing, with a problem told, where {@code @store/name} is not known. */
    List<CertificateSpec> find(String word, Pos pos, String place) {
        if (word.startsWith("@")) {
            CertificateSpec spec = loaded.get(word);
            if (spec == null) {
                problems.error(
                        pos,
                        "in " + place + ": no 'crt-store' loads '" + word + "'"
                                + (loaded.isEmpty() ? "" : Near.hint(word, loaded.keySet())));
            }
            return spec == null ? List.of() : List.of(spec);
        }
        String path = CertificateDraft.under(global.crtBase, word);
        CertificateSpec spec = loaded.get(path);
        return spec != null ? List.of(spec) : byPath.computeIfAbsent(path, p -> files(p, pos));
    }

    private List<CertificateSpec> files(String name, Pos pos) {
        try {
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                return folder(name.replaceFirst("(?<=.)/+$", ""), path, pos);
            }
            if (Files.exists(path) || !global.extraFiles.contains("bundle")) {
                return List.of(file(name, pos));
            }
        } catch (InvalidPathException e) {
            // who loads the file tells
        }
        List<CertificateSpec> bundle = new ArrayList<>();
        for (String suffix : BUNDLE) {
            if (Files.isRegularFile(Path.of(name + suffix))) {
                bundle.add(file(name + suffix, pos));
            }
        }
        return bundle.isEmpty() ? List.of(file(name, pos)) : bundle;
    }

    /** Whether these are one name's certificates for keys of different kinds. */
    static boolean isBundle(List<CertificateSpec> found) {
        String stem = null;
        for (CertificateSpec each : found) {
            int dot = each.name().lastIndexOf('.');
            if (dot < 0 || !BUNDLE.contains(each.name().substring(dot))) {
                return false;
            }
            String bare = each.name().substring(0, dot);
            if (stem != null && !stem.equals(bare)) {
                return false;
            }
            stem = bare;
        }
        return stem != null;
    }

    /** {@code ssl-load-extra-del-ext} finds the files beside {@code x.crt} under {@code x}. */
    CertificateSpec file(String name, Pos pos) {
        if (!global.extraReplacesExtension || !name.endsWith(".crt")) {
            return CertificateSpec.file(pos, name);
        }
        String bare = name.substring(0, name.length() - ".crt".length());
        return new CertificateSpec(
                pos,
                name,
                name,
                ifThere("key", bare),
                ifThere("issuer", bare),
                ifThere("ocsp", bare),
                ifThere("sctl", bare),
                false,
                null,
                List.of(),
                List.of());
    }

    private String ifThere(String kind, String bare) {
        String name = bare + "." + kind;
        return global.extraFiles.contains(kind) && Files.isRegularFile(Path.of(name)) ? name : null;
    }

    /**
     * A folder stands for its files in the order of their names, but for what is no certificate. A folder of certbot is one certificate,
     * and its folder of such folders is as many: HAProxy would try to read their README, and fail.
     */
    private List<CertificateSpec> folder(String name, Path folder, Pos pos) {
        if (isCertbots(folder)) {
            return List.of(CertificateSpec.file(pos, name));
        }
        List<String> entries = new ArrayList<>();
        boolean certbots = false;
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                String base = entry.getFileName().toString();
                if (base.startsWith(".")) {
                    continue;
                }
                boolean certbot = isCertbots(entry);
                certbots |= certbot;
                boolean extra = EXTRA.stream().anyMatch(base::endsWith);
                if (certbot || Files.isRegularFile(entry) && !extra) {
                    entries.add(base);
                }
            }
        } catch (IOException e) {
            problems.error(pos, "cannot list the folder '" + name + "': " + Source.reason(e));
        }
        if (certbots) {
            entries.removeIf("README"::equals);
        }
        entries.sort(null);
        return entries.stream().map(base -> file(name + "/" + base, pos)).toList();
    }

    private static boolean isCertbots(Path folder) {
        return Files.isRegularFile(folder.resolve("fullchain.pem"))
                && Files.isRegularFile(folder.resolve("privkey.pem"));
    }
}
