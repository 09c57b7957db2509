package dev.lintel.compile;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.lintel.base.Problems;
import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.model.UserListSpec;
import dev.lintel.rule.Credentials;
import dev.lintel.rule.UserList;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.commons.codec.digest.Crypt;

/**
 * A userlist (manual section 12.1). Passwords are plain or crypt(3) hashes; a hash is computed off the loop, once for each credentials
 * that come, and its verdict is remembered under a keyed digest of them. Shared by all loops.
 */
final class HashedUserList implements UserList {
    /** Verdicts that are remembered of each kind; good ones are kept apart, so that guesses cannot push them out. */
    private static final int REMEMBERED = 1024;

    private static final byte[] KEY = new byte[16];

    static {
        new SecureRandom().nextBytes(KEY);
    }

    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    });

    private record User(byte[] password, boolean plain, Set<String> groups) {}

    private final String name;
    private final Map<String, User> users = new HashMap<>();
    private final ConcurrentMap<ByteBuffer, Boolean> good = new ConcurrentHashMap<>();
    private final ConcurrentMap<ByteBuffer, Boolean> bad = new ConcurrentHashMap<>();

    HashedUserList(UserListSpec spec, Problems problems) {
        this.name = spec.name();
        for (UserListSpec.User user : spec.users()) {
            if (!user.insecure() && !supported(user.password())) {
                problems.error(
                        user.pos(),
                        "in userlist '" + name + "': 'user " + user.name()
                                + "': this kind of password hash is not supported; 'mkpasswd -m sha-512' makes one that is");
            }
            Set<String> groups = new HashSet<>(user.groups());
            for (UserListSpec.Group group : spec.groups()) {
                if (group.users().contains(user.name())) {
                    groups.add(group.name());
                }
            }
            users.put(user.name(), new User(Bytes.of(user.password()), user.insecure(), Set.copyOf(groups)));
        }
    }

    private static boolean supported(String hash) {
        return isBcrypt(hash)
                || hash.startsWith("$1$")
                || hash.startsWith("$5$")
                || hash.startsWith("$6$")
                || !hash.startsWith("$") && hash.length() == 13;
    }

    private static boolean isBcrypt(String hash) {
        return hash.startsWith("$2a$") || hash.startsWith("$2b$") || hash.startsWith("$2y$");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean authenticated(Exchange x) {
        Credentials given = x.request == null ? null : Credentials.basic(x.request);
        return given != null && check(x, given);
    }

    @Override
    public boolean inGroup(Exchange x, String groups) {
        Credentials given = x.request == null ? null : Credentials.basic(x.request);
        if (given == null || !check(x, given)) {
            return false;
        }
        Set<String> member = users.get(text(given.user())).groups;
        return Arrays.stream(groups.split(" ")).anyMatch(member::contains);
    }

    private boolean check(Exchange x, Credentials given) {
        User user = users.get(text(given.user()));
        if (user == null) {
            return false;
        }
        if (user.plain) {
            return MessageDigest.isEqual(user.password, given.password());
        }
        ByteBuffer key = key(given);
        if (good.containsKey(key)) {
            return true;
        }
        if (!bad.containsKey(key)) {
            x.offLoop = () -> remember(key, matches(given.password(), text(user.password)));
        }
        return false;
    }

    private static String text(byte[] bytes) {
        return Bytes.text(bytes, 0, bytes.length);
    }

    private void remember(ByteBuffer key, boolean verdict) {
        ConcurrentMap<ByteBuffer, Boolean> verdicts = verdict ? good : bad;
        if (verdicts.size() >= REMEMBERED) {
            verdicts.clear();
        }
        verdicts.put(key, verdict);
    }

    private static boolean matches(byte[] password, String hash) {
        try {
            if (isBcrypt(hash)) {
                return BCrypt.verifyer().verify(password, Bytes.of(hash)).verified;
            }
            return MessageDigest.isEqual(Bytes.of(Crypt.crypt(password, hash)), Bytes.of(hash));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static ByteBuffer key(Credentials given) {
        MessageDigest digest = DIGEST.get();
        digest.update(KEY);
        digest.update(given.user());
        digest.update((byte) 0);
        return ByteBuffer.wrap(digest.digest(given.password()));
    }
}
