package dev.lintel.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares version texts for the predicates of conditional blocks (HAProxy manual, section 2.4): {@code 3.4-dev5} comes before
 * {@code 3.4-rc1}, and that before {@code 3.4}.
 */
final class Version {
    /** Up to four numbers, then a stage with its number, then a count of commits; what is missing is zero. */
    private static final Pattern HAPROXY =
            Pattern.compile("(\\d*)(?:\\.(\\d*))?(?:\\.(\\d*))?(?:\\.(\\d*))?(?:-(?:(dev|rc|pre)(\\d*))?-?(.*))?");

    /** {@code 1.1.1w}, {@code 3.0.0}, {@code 3.0.0-beta2}. */
    private static final Pattern OPENSSL =
            Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)(?:([A-Za-z]+)|-(?:beta(\\d+))?.*)?");

    private Version() {}

    /** Negative when {@code asked} is older than {@code current}; what is no version counts as older, as in HAProxy. */
    static int compare(String asked, String current) {
        long[] a = parts(asked);
        long[] b = parts(current);
        if (a == null || b == null) {
            return -1;
        }
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                return Long.compare(a[i], b[i]);
            }
        }
        return 0;
    }

    private static long[] parts(String version) {
        Matcher m = HAPROXY.matcher(version);
        if (version.isEmpty() || !m.matches()) {
            return null;
        }
        long stage = m.group(5) == null ? 3 : m.group(5).equals("dev") ? 1 : 2;
        String tail = m.group(7) == null ? "" : m.group(7);
        String commits = tail.substring(tail.lastIndexOf('-') + 1);
        return new long[] {
            number(m.group(1)),
            number(m.group(2)),
            number(m.group(3)),
            number(m.group(4)),
            stage,
            number(m.group(6)),
            number(commits)
        };
    }

    private static long number(String digits) {
        if (digits == null
                || digits.isEmpty()
                || digits.length() > 9
                || !digits.chars().allMatch(Character::isDigit)) {
            return 0;
        }
        return Long.parseLong(digits);
    }

    /** An OpenSSL version as one comparable number, or -1 when the text is none. */
    static long openssl(String version) {
        Matcher m = OPENSSL.matcher(version);
        if (!m.matches()) {
            return -1;
        }
        long patch = 0;
        if (m.group(4) != null) {
            patch = 1;
            for (char letter : m.group(4).toUpperCase(java.util.Locale.ROOT).toCharArray()) {
                patch += letter - 'A';
            }
        }
        boolean released = version.indexOf('-') < 0;
        long status = released ? 0xf : number(m.group(5));
        return number(m.group(1)) << 28 | number(m.group(2)) << 20 | number(m.group(3)) << 12 | patch << 4 | status;
    }
}
