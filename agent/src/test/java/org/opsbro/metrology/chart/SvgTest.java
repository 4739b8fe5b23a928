package org.opsbro.metrology.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.opsbro.metrology.chart.Canvas.Anchor;
import org.w3c.dom.Document;

class SvgTest {
    private static Document read(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_text_is_never_more_than_text() throws Exception {
        var svg = new Svg(100, 50, 0xffffffff);
        var hostile = "</text><script>alert(1)</script>&amp;\"'\u0000\u0001\ud800\uffff\u007f\nend";
        svg.text(hostile, 1, 2, 10, Anchor.MIDDLE, true, 0x80123456);

        var document = read(svg.end());

        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("text").item(0).getTextContent())
                .isEqualTo("</text><script>alert(1)</script>&amp;\"'" + " ".repeat(6) + "end");
    }

    @Test
    void whatever_letters_come_it_can_be_read() throws Exception {
        var random = new SplittableRandom(5);
        var svg = new Svg(100, 50, 0xffffffff);
        for (var i = 0; i < 500; i++) {
            var text = new StringBuilder();
            for (var k = 0; k < 20; k++) text.append((char) random.nextInt(0x10000));
            svg.text(text.toString(), i, 2, 10, Anchor.START, false, 0xff000000);
        }

        assertThat(read(svg.end()).getElementsByTagName("text").getLength()).isEqualTo(500);
    }

    @Test
    void a_path_is_told_in_steps_of_a_tenth() throws Exception {
        var svg = new Svg(100, 50, 0xffffffff);
        svg.line(new double[] {1.04, 2, 5, 2, 5, 1.5, 6.26, 3, 6.26, 3}, 1.5, 4, 0x80ff0000);

        assertThat(svg.end())
                .contains("<path d=\"M1 2h4v-0.5l1.3 1.5\" fill=\"none\" stroke=\"#ff0000\" stroke-opacity=\"0.50\"")
                .contains("stroke-width=\"1.5\" stroke-dasharray=\"4\"");
    }
}
