package dev.lintel.proxy;

import dev.lintel.balance.Balancer;
import dev.lintel.balance.Hash;
import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.RequestHead;
import dev.lintel.model.BackendSpec.BalanceSpec;
import dev.lintel.rule.Sampler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code balance} goes by, as a number for {@link Balancer#pick} (manual section 4.2, {@code balance} and {@code hash-type}). */
@FunctionalInterface
public interface BalanceKey {
    /** The key of this exchange, or {@link Balancer#NO_KEY}. */
    long of(Exchange x);

    BalanceKey NONE = x -> Balancer.NO_KEY;

    /**
     * The key of a {@code balance} line, whose words were checked before.
     *
     * @param expression of {@code balance hash}, as bytes, or as text where the function is {@code none}; else null
     */
    static BalanceKey of(@Nullable BalanceSpec spec, @Nullable Sampler expression) {
        if (spec == null) {
            return NONE;
        }
        Hash hash = new Hash(spec.hashType());
        List<Word> words = spec.arguments();
        return switch (spec.algorithm()) {
            case "source" ->
                x -> {
                    byte[] ip = x.source.ip();
                    return ip == null ? Balancer.NO_KEY : hash.address(ip);
                };
            case "uri" -> new UriKey(hash, words);
            case "url_param" -> new ParameterKey(hash, Bytes.of(words.getFirst().text()));
            case "hdr" -> new HeaderKey(hash, HeaderName.of(words.getFirst().text()), words.size() > 1);
            case "hash" -> x -> expressionKey(hash, expression, x);
            default -> NONE;
        };
    }

    private static long expressionKey(Hash hash, Sampler expression, Exchange x) {
        Sample value = x.sample;
        value.reset();
        return expression.sample(x, value) ? hash.key(value.buf, value.off, value.len) : Balancer.NO_KEY;
    }

    /** {@code uri}: the target up to the question mark, as far as {@code len} and {@code depth} allow. */
    record UriKey(Hash hash, int length, int depth, boolean whole, boolean pathOnly) implements BalanceKey {
        UriKey(Hash hash, List<Word> words) {
            this(hash, number(words, "len"), number(words, "depth"), has(words, "whole"), has(words, "path-only"));
        }

        @Override
        public long of(Exchange x) {
            RequestHead head = x.request;
            byte[] buf = head.targetBuf();
            int start = pathOnly ? head.pathOff() : head.targetOff();
            int most = pathOnly ? head.pathQueryLen() : head.targetLen();
            int end = start + (length > 0 ? Math.min(length, most) : most);
            int slashes = 0;
            int at = start;
            for (; at < end; at++) {
                if (buf[at] == '/' && depth > 0 && ++slashes > depth || buf[at] == '?' && !whole) {
                    break;
                }
            }
            return hash.key(buf, start, at - start);
        }

        private static boolean has(List<Word> words, String option) {
            for (Word word : words) {
                if (word.is(option)) {
                    return true;
                }
            }
            return false;
        }

        private static int number(List<Word> words, String option) {
            for (int i = 0; i + 1 < words.size(); i++) {
                if (words.get(i).is(option)) {
                    byte[] digits = Bytes.of(words.get(i + 1).text());
                    return (int) Math.clamp(Bytes.parseDigits(digits, 0, digits.length), 0, Integer.MAX_VALUE);
                }
            }
            return 0;
        }
    }

    /** {@code url_param}: a parameter of the query, or of the body of a POST where that was waited for. */
    record ParameterKey(Hash hash, byte[] name) implements BalanceKey {
        @Override
        public long of(Exchange x) {
            RequestHead head = x.request;
            long key =
                    head.hasQuery() ? find(head.targetBuf(), head.queryOff(), head.queryLen(), false) : Balancer.NO_KEY;
            if (key != Balancer.NO_KEY || head.method != dev.lintel.http.Method.POST || x.requestBody == null) {
                return key;
            }
            byte[] body = new byte[x.requestBody.readableBytes()];
            x.requestBody.getBytes(x.requestBody.readerIndex(), body);
            return find(body, 0, body.length, true);
        }

        /** @param strict the value must be made of token bytes up to its end or a blank, as in an encoded form */
        private long find(byte[] buf, int off, int len, boolean strict) {
            int end = off + len;
            for (int at = off; end - at > name.length; ) {
                if (buf[at + name.length] == '=' && Bytes.equal(buf, at, name.length, name)) {
                    return value(buf, at + name.length + 1, end, strict);
                }
                int next = Bytes.indexOf(buf, at, end - at, (byte) '&');
                if (next < 0) {
                    return Balancer.NO_KEY;
                }
                at = next + 1;
            }
            return Balancer.NO_KEY;
        }

        private long value(byte[] buf, int start, int end, boolean strict) {
            int at = start;
            while (at < end && buf[at] != '&') {
                if (strict && !Bytes.isToken(buf[at])) {
                    if (buf[at] != ' ' && buf[at] != '\t' && buf[at] != '\r' && buf[at] != '\n') {
                        return Balancer.NO_KEY;
                    }
                    break;
                }
                at++;
            }
            return hash.key(buf, start, at - start);
        }
    }

    /** {@code hdr(name)}: the first value of a field, or with {@code use_domain_only} the name before the last dot of it. */
    record HeaderKey(Hash hash, HeaderName name, boolean domainOnly) implements BalanceKey {
        @Override
        public long of(Exchange x) {
            Headers headers = x.request.headers;
            int i = headers.find(name);
            if (i < 0) {
                return Balancer.NO_KEY;
            }
            byte[] buf = headers.buf(i);
            int start = headers.off(i);
            int end = firstValue(buf, start, start + headers.len(i));
            if (end == start) {
                return Balancer.NO_KEY;
            }
            return domainOnly ? domain(buf, start, end) : hash.key(buf, start, end - start);
        }

        private static int firstValue(byte[] buf, int start, int end) {
            boolean quoted = false;
            int at = start;
            for (; at < end && (quoted || buf[at] != ','); at++) {
                if (buf[at] == '"') {
                    quoted = !quoted;
                }
            }
            while (at > start && CookieScanner.isBlank(buf[at - 1])) {
                at--;
            }
            return at;
        }

        private long domain(byte[] buf, int start, int end) {
            int stop = end;
            while (stop > start && buf[stop - 1] != '.') {
                stop--;
            }
            if (stop == start) {
                return hash.key(buf, start, end - start);
            }
            int from = --stop;
            while (from > start && buf[from - 1] != '.') {
                from--;
            }
            return hash.key(buf, from, stop - from);
        }
    }
}
