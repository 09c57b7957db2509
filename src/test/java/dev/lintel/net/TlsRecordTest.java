package dev.lintel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** Records of TLS are put together from whatever pieces they come in, and no byte is lost or kept twice. */
class TlsRecordTest {
    private static final UnpooledByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    private static byte[] record(int length) {
        byte[] record = new byte[5 + length];
        Arrays.fill(record, (byte) length);
        record[0] = 23;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (length >> 8);
        record[4] = (byte) length;
        return record;
    }

    private static byte[] all(byte[]... records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] each : records) {
            all.writeBytes(each);
        }
        return all.toByteArray();
    }

    /** What a reader of whole records is given, each time until no whole one is left. */
    private static byte[] read(List<byte[]> pieces) throws SSLException {
        TlsRecord records = new TlsRecord();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            while (in.isReadable()) {
                ByteBuf whole = records.next(ALLOCATOR, in);
                while (whole != null && TlsRecord.isWhole(whole)) {
                    byte[] one = new byte[5 + whole.getUnsignedShort(whole.readerIndex() + 3)];
                    whole.readBytes(one);
                    read.writeBytes(one);
                }
            }
            in.release();
        }
        records.release();
        return read.toByteArray();
    }

    private static List<byte[]> cut(byte[] bytes, int... places) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int place : places) {
            pieces.add(Arrays.copyOfRange(bytes, from, place));
            from = place;
        }
        pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
        return pieces;
    }

    @Test
    void whereverTheyAreCut() throws SSLException {
        byte[] bytes = all(record(0), record(7), record(1), record(300), record(2));
        assertThat(read(List.of(bytes))).isEqualTo(bytes);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                assertThat(read(cut(bytes, first, second))).isEqualTo(bytes);
            }
        }
    }

    @Test
    void byteByByte() throws SSLException {
        byte[] bytes = all(record(16_384 + 256), record(0), record(40));
        int[] places = new int[bytes.length - 1];
        for (int i = 0; i < places.length; i++) {
            places[i] = i + 1;
        }
        assertThat(read(cut(bytes, places))).isEqualTo(bytes);
    }

    @Test
    void whatHasNotEndedIsNotPassedOn() throws SSLException {
        byte[] begun = Arrays.copyOf(record(100), 104);
        assertThat(read(List.of(all(record(5), begun)))).isEqualTo(record(5));
    }

    @Test
    void whatIsNoRecordIsRefusedAtOnce() {
        assertThatThrownBy(() -> read(List.of("220 mail.example".getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void oneThatIsLongerThanAnyMayBeIsRefusedByItsHead() {
        assertThatThrownBy(() -> read(List.of(Arrays.copyOf(record(16_384 + 2049), 5))))
                .isInstanceOf(SSLException.class);
    }
}
