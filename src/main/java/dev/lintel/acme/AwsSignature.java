package dev.lintel.acme;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature Version 4 (docs.aws.amazon.com: create a signed AWS API request), for requests whose body is text. Immutable. */
record AwsSignature(String region, String service, InstantSource clock) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Adds {@code X-Amz-Date}, the session's token where there is one, and {@code Authorization}. */
    void sign(WebApi.Request request, String accessKey, String secretKey, String sessionToken) {
        Instant now = clock.instant();
        String stamp = STAMP.format(now);
        String day = stamp.substring(0, 8);
        request.headers().put("X-Amz-Date", stamp);
        if (!sessionToken.isEmpty()) {
            request.headers().put("X-Amz-Security-Token", sessionToken);
        }
        Map<String, String> signed = signedHeaders(request);
        String names = String.join(";", signed.keySet());
        String scope = day + "/" + region + "/" + service + "/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + sha256(canonical(request, signed, names));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {day, region, service, "aws4_request", toSign}) {
            key = hmac(key, part);
        }
        request.headers()
                .put(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope + ", SignedHeaders=" + names
                                + ", Signature=" + HexFormat.of().formatHex(key));
    }

    /** The host, the type of the body and everything that is Amazon's, by lower-case name. */
    private static Map<String, String> signedHeaders(WebApi.Request request) {
        Map<String, String> signed = new TreeMap<>();
        int port = request.uri().getPort();
        signed.put("host", request.uri().getHost() + (port < 0 ? "" : ":" + port));
        request.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-amz-") || lower.equals("content-type")) {
                signed.put(lower, value.strip());
            }
        });
        return signed;
    }

    private static String canonical(WebApi.Request request, Map<String, String> signed, String names) {
        StringBuilder out = new StringBuilder();
        out.append(request.method()).append('\n');
        out.append(request.uri().getRawPath()).append('\n');
        String query = request.uri().getRawQuery();
        if (query != null) {
            String[] pairs = query.split("&");
            Arrays.sort(pairs);
            out.append(String.join("&", pairs));
        }
        out.append('\n');
        signed.forEach(
                (name, value) -> out.append(name).append(':').append(value).append('\n'));
        return out.append('\n')
                .append(names)
                .append('\n')
                .append(sha256(request.body()))
                .toString();
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }
}
