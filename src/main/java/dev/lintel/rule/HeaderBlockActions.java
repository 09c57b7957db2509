package dev.lintel.rule;

import static dev.lintel.rule.Action.action;

import dev.lintel.base.Word;
import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.Sample;
import dev.lintel.http.Bytes;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import java.util.List;
import java.util.Locale;

/** Actions on many fields at once, given as one binary text (manual section 4.4, {@code set-headers-bin} and the like). */
final class HeaderBlockActions {
    static final List<Action> ROWS = List.of(
            action("set-headers-bin", HeaderActions.HTTP, words -> put(words, true)),
            action("add-headers-bin", HeaderActions.HTTP, words -> put(words, false)),
            action("del-headers-bin", HeaderActions.HTTP, HeaderBlockActions::delete));

    private HeaderBlockActions() {}

    private static Action.Step put(Words words, boolean set) {
        HeaderFetches.Fields fields = Rewrites.fields(words.phase());
        Sampler block = Rewrites.binary(words, "an expression that gives fields, such as 'req.hdrs_bin'");
        byte[] prefix = Bytes.EMPTY;
        if (words.accept("prefix")) {
            Word text = words.next("the beginning of names of fields behind 'prefix'");
            prefix = Bytes.of(text.text().toLowerCase(Locale.ROOT));
        }
        byte[] only = prefix;
        return x -> {
            Sample s = x.sample;
            boolean done = block.sample(x, s) && put(fields.of(x), s, set, only);
            return done ? Verdict.CONTINUE : Rewrites.failed(x);
        };
    }

    /** All of it or nothing: the text is read to its end before the head is touched. */
    private static boolean put(Headers headers, Sample s, boolean set, byte[] prefix) {
        Headers read = new Headers();
        HeaderBlock block = new HeaderBlock(s.buf, s.off, s.len);
        while (block.next() && block.len() > 0) {
            HeaderName name = block.name();
            if (name == null || !block.next() || !isValue(block)) {
                return false;
            }
            if (name.startsWith(prefix)) {
                read.add(name, Bytes.copy(block.buf(), block.off(), block.len()));
            }
        }
        if (block.broken() || !block.next() || block.len() > 0) {
            return false;
        }
        for (int i = 0; i < read.size(); i++) {
            if (set) {
                headers.removeAll(read.name(i));
            }
            headers.add(read.name(i), read.buf(i), read.off(i), read.len(i));
        }
        return true;
    }

    private static boolean isValue(HeaderBlock block) {
        for (int i = block.off(), end = i + block.len(); i < end; i++) {
            byte b = block.buf()[i];
            if (b >= 0 && b < ' ' && b != '\t' || b == 127) {
                return false;
            }
        }
        return true;
    }

    private static Action.Step delete(Words words) {
        HeaderFetches.Fields fields = Rewrites.fields(words.phase());
        Sampler block = Rewrites.binary(words, "an expression that gives names of fields");
        String method = HeaderActions.NameTest.method(words, false);
        return x -> delete(x, fields, block, method);
    }

    private static Verdict delete(Exchange x, HeaderFetches.Fields fields, Sampler names, String method) {
        Sample s = x.sample;
        if (!names.sample(x, s)) {
            return Rewrites.failed(x);
        }
        HeaderBlock block = new HeaderBlock(s.buf, s.off, s.len);
        while (block.next() && block.len() > 0) {
            HeaderName name = block.name();
            if (name == null) {
                return Rewrites.failed(x);
            }
            HeaderActions.NameTest.of(method, name.bytes()).removeFrom(fields.of(x));
        }
        return block.broken() ? Rewrites.failed(x) : Verdict.CONTINUE;
    }
}
