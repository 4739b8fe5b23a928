package org.opsbro.host.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opsbro.model.Json;
import org.opsbro.model.Value;

/** Beside the documents of bsonspec.org, and the codec of mongo-java-server. */
class BsonTest {
    private static byte[] encoded(Document document) {
        var buffer = Unpooled.buffer();
        BsonEncoder.encodeDocument(document, buffer);
        var bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    @Test
    void the_first_document_of_the_standard_is_written_and_read() throws Exception {
        var hello = HexFormat.of().parseHex("160000000268656c6c6f0006000000776f726c640000");
        var value = Value.object().with("hello", "world").end();

        assertThat(Bson.write(value)).isEqualTo(hello);
        assertThat(Bson.read(hello)).isEqualTo(value);
    }

    @Test
    void the_second_document_of_the_standard_is_read() throws Exception {
        var bytes = HexFormat.of()
                .parseHex(
                        "310000000442534f4e002600000002300008000000617765736f6d65000131003333333333331440103200c20700000000");

        assertThat(Json.write(Bson.read(bytes))).isEqualTo("{\"BSON\":[\"awesome\",5.05,1986]}");
    }

    @Test
    void what_another_codec_writes_is_read() throws Exception {
        var document = new Document("double", 1.5)
                .append("text", "ü")
                .append("inner", new Document("a", 1).append("b", List.of(1L, "two", true)))
                .append("none", null)
                .append("date", Instant.ofEpochMilli(1_700_000_000_123L))
                .append("time", new BsonTimestamp(Instant.ofEpochSecond(1_700_000_000L), 7))
                .append("id", new ObjectId(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}))
                .append("bytes", new BinData("n,,".getBytes(StandardCharsets.UTF_8)))
                .append("long", Long.MAX_VALUE);

        assertThat(Json.write(Bson.read(encoded(document))))
                .isEqualTo("{\"double\":1.5,\"text\":\"ü\",\"inner\":{\"a\":1,\"b\":[1,\"two\",true]},\"none\":null,"
                        + "\"date\":1700000000123,\"time\":1700000000,\"id\":\"000102030405060708090a0b\","
                        + "\"bytes\":\"n,,\",\"long\":9223372036854775807}");
    }

    @Test
    void what_is_written_another_codec_reads() {
        var command = Value.object()
                .with("serverStatus", 1)
                .with("big", 1L << 40)
                .with("is", true)
                .with("options", Value.object().with("a", "b").end())
                .end();

        var document = BsonDecoder.decodeBson(Unpooled.wrappedBuffer(Bson.write(command, new byte[] {1, 2})));

        assertThat(document)
                .containsEntry("serverStatus", 1)
                .containsEntry("big", 1L << 40)
                .containsEntry("is", true)
                .containsEntry("options", new Document("a", "b"))
                .containsEntry("payload", new BinData(new byte[] {1, 2}));
    }

    @Test
    void random_bytes_and_damaged_documents_are_refused_and_nothing_else_happens() {
        var random = new Random(7);
        var sound = encoded(new Document("a", List.of(1, 2.0, "three")).append("b", new Document("c", Instant.EPOCH)));
        for (var round = 0; round < 20_000; round++) {
            var bytes = round % 2 == 0 ? sound.clone() : new byte[random.nextInt(60)];
            if (round % 2 == 0) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            else random.nextBytes(bytes);
            try {
                Bson.read(bytes);
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("BSON");
            }
        }
    }

    @Test
    void a_document_that_is_deeper_than_any_is_refused() {
        var deep = Value.object().with("a", 1).end();
        for (var i = 0; i < 60; i++) deep = Value.object().with("a", deep).end();
        var bytes = Bson.write(deep);

        assertThatThrownBy(() -> Bson.read(bytes)).hasMessageContaining("deeper than 50");
    }

    @Test
    void a_document_of_more_values_than_any_is_refused() {
        var wide = Value.object();
        for (var i = 0; i <= 50_000; i++) wide.with("a" + i, 1);
        var bytes = Bson.write(wide.end());

        assertThatThrownBy(() -> Bson.read(bytes)).hasMessageContaining("more than 50000 values");
    }
}
