package org.opsbro.metrology.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Charts by the words of graphite-web, of the series of the golden files. */
class PictureTest {
    private static final String RANGE = "&from=1796000400&until=1796011200&now=1796011200&tz=UTC";

    private static byte[] drawn(String ask) throws IOException {
        return GraphiteWebTest.written(GraphiteWebTest.said("/render?" + ask + RANGE));
    }

    private static String svg(String ask) throws IOException {
        return GraphiteWebTest.rendered(GraphiteWebTest.said("/render?" + ask + RANGE + "&format=svg"));
    }

    private static BufferedImage png(String ask) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(drawn(ask)));
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    @Test
    void without_a_format_it_is_a_png_of_the_size_of_graphite() throws IOException {
        var image = png("target=servers.*.cpu.user");

        assertThat(image.getWidth()).isEqualTo(330);
        assertThat(image.getHeight()).isEqualTo(250);
        assertThat(image.getRGB(1, 1)).isEqualTo(0xff16191d);
    }

    @Test
    void the_same_chart_is_the_same_bytes() throws IOException {
        var ask = "target=servers.*.cpu.user&width=600&title=One&areaMode=stacked";

        assertThat(drawn(ask)).isEqualTo(drawn(ask));
        assertThat(svg(ask)).isEqualTo(svg(ask));
    }

    @Test
    void what_is_asked_for_is_told() throws IOException {
        var svg = svg("target=alias(servers.web-1.cpu.user,\"A <b>\")&target=secondYAxis(servers.web-1.requests.count)"
                + "&title=Ti&vtitle=Left&vtitleRight=Right&width=640&height=300");

        assertThat(svg)
                .contains("width=\"640\"", ">Ti<", ">Left<", ">Right<", ">A &lt;b&gt;<", ">01:00<")
                .contains(">secondYAxis(servers.web-1.requests.count)<", "K</text>");
        assertThat(svg("target=servers.*.cpu.user&graphOnly=true&title=Ti")).doesNotContain("<text");
        assertThat(svg("target=servers.*.cpu.user&hideAxes=true&hideLegend=true&hideGrid=true"))
                .doesNotContain("<text");
        assertThat(svg("target=servers.*.cpu.user&hideLegend=true"))
                .doesNotContain("web-1")
                .contains(">01:00<");
        assertThat(svg("target=nothing.here")).contains(">No data<");
    }

    @Test
    void functions_say_how_a_line_looks() throws IOException {
        var svg = svg(
                "target=color(dashed(servers.web-1.cpu.user,7),\"red\")&target=alpha(lineWidth(servers.web-2.cpu.user,3),0.5)"
                        + "&target=color(servers.web-10.cpu.user,'12345680')");

        assertThat(svg)
                .contains("stroke=\"#c80032\" stroke-width=\"1.5\" stroke-dasharray=\"7\"")
                .contains("stroke-opacity=\"0.50\" stroke-width=\"3\"")
                .contains("stroke=\"#123456\" stroke-opacity=\"0.50\"");
        assertThat(svg("target=drawAsInfinite(flat.signs)&hideGrid=true")).contains("stroke-width=\"1.5\"");
        assertThat(svg("target=servers.*.cpu.user&colorList=gold,00ff7f&template=plain"))
                .contains("#c8c800", "#00ff7f", "#ffffff");
    }

    @Test
    void gaps_are_gaps_but_where_they_are_bridged_or_zero() throws IOException {
        var gaps = svg("target=servers.web-1.cpu.user&graphOnly=1");

        assertThat(count(gaps, "<path")).isGreaterThan(5);
        assertThat(count(svg("target=servers.web-1.cpu.user&graphOnly=1&lineMode=connected"), "<path"))
                .isEqualTo(1);
        assertThat(count(svg("target=servers.web-1.cpu.user&graphOnly=1&lineMode=connected&connectedLimit=1"), "<path"))
                .isEqualTo(count(gaps, "<path"));
        assertThat(count(svg("target=servers.web-1.cpu.user&graphOnly=1&drawNullAsZero=true"), "<path"))
                .isEqualTo(1);
        assertThat(svg("target=servers.web-1.cpu.user&graphOnly=1&lineMode=staircase&drawNullAsZero=true"))
                .containsPattern("M[0-9.]+ [0-9.]+h[0-9.]+v");
    }

    @Test
    void areas_stand_on_nothing_or_on_one_another() throws IOException {
        var all = "target=removeAboveValue(servers.*.cpu.user,-1)&target=constantLine(10)&target=constantLine(5)";

        assertThat(count(svg(all + "&areaMode=none&graphOnly=1"), "z\"")).isZero();
        assertThat(count(svg("target=constantLine(10)&target=constantLine(5)&areaMode=first&graphOnly=1"), "z\""))
                .isEqualTo(1);
        assertThat(count(svg(all + "&areaMode=all&graphOnly=1"), "z\"")).isEqualTo(2);
        // 10 below, 5 on it, of 16: the second ends 1/16 under the top
        var stacked =
                svg("target=constantLine(10)&target=constantLine(5)&areaMode=stacked&graphOnly=1&yMax=16&height=160");
        assertThat(stacked).contains("M0 60h165h165v100h-165h-165z").contains("M0 10h165h165v50h-165h-165z");
        var function = svg("target=stacked(group(constantLine(10),constantLine(5)))&graphOnly=1&yMax=16&height=160");
        assertThat(function).contains("M0 60h165h165v100h-165h-165z").contains("M0 10h165h165v50h-165h-165z");
        assertThat(
                        svg(
                                "target=areaBetween(group(constantLine(10),constantLine(5)))&graphOnly=1&yMin=0&yMax=16&height=160"))
                .contains("M0 110h165h165v-50h-165h-165z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "width=100000|width is \"100000\", want a number from 16 to 4096",
                "width=4096&height=4096|more than 8000000 pixels",
                "height=x|height is \"x\"",
                "fontSize=1e9|fontSize",
                "yMin=NaN|yMin is \"NaN\"",
                "bgcolor=url(x)|is no color: want red or ff8800",
                "colorList=red,,blue|is no color",
                "areaMode=some|want none, first, all or stacked",
                "lineMode=round|want slope, staircase or connected",
                "template=../../etc/passwd|want default (dark) or plain (light)",
                "hideLegend=perhaps|want true or false",
                "yUnitSystem=metric|want si, binary or none",
            })
    void what_means_nothing_is_refused(String words, String reason) {
        assertThatThrownBy(() -> drawn("target=servers.*.cpu.user&" + words))
                .isInstanceOf(BadTarget.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "svg"})
    void whatever_is_asked_is_drawn_or_refused(String format) throws IOException {
        var random = new SplittableRandom(11);
        var names = List.of(
                "width",
                "height",
                "yMin",
                "yMax",
                "yMinLeft",
                "yMaxRight",
                "margin",
                "fontSize",
                "lineWidth",
                "areaMode",
                "lineMode",
                "bgcolor",
                "fgcolor",
                "colorList",
                "title",
                "vtitle",
                "hideLegend",
                "hideAxes",
                "hideGrid",
                "graphOnly",
                "areaAlpha",
                "connectedLimit",
                "yUnitSystem",
                "template",
                "uniqueLegend",
                "drawNullAsZero");
        var values = List.of(
                "0",
                "1",
                "-1",
                "16",
                "40",
                "333",
                "4096",
                "99999999999",
                "1e300",
                "-1e-300",
                "NaN",
                "",
                "true",
                "false",
                "red",
                "#ffffff00",
                "stacked",
                "all",
                "first",
                "staircase",
                "connected",
                "binary",
                "plain",
                "a,b",
                "<>",
                "Gr\u00fc\u00dfe \u6f22");
        var targets = List.of(
                "servers.*.cpu.user",
                "flat.signs",
                "flat.zero",
                "empty.at.all",
                "nothing",
                "scale(flat.signs,1e300)",
                "scale(flat.signs,1e-300)",
                "secondYAxis(net.eth0.*)",
                "stacked(servers.*.cpu.user)",
                "constantLine(-5)",
                "drawAsInfinite(flat.signs)",
                "divideSeries(flat.signs,flat.zero)",
                "dashed(seasons.load,0.01)",
                "alpha(servers.*.*.*,0.3)",
                "areaBetween(servers.web-{1,2}.cpu.user)");
        var drawn = 0;
        for (var i = 0; i < 600; i++) {
            List<String> words = new ArrayList<>();
            for (var k = random.nextInt(3); k >= 0; k--)
                words.add("target=" + targets.get(random.nextInt(targets.size())));
            for (var k = random.nextInt(4); k > 0; k--)
                words.add(names.get(random.nextInt(names.size())) + "=" + values.get(random.nextInt(values.size())));
            try {
                assertThat(drawn(String.join("&", words) + "&format=" + format)).isNotEmpty();
                drawn++;
            } catch (BadTarget refused) {
                assertThat(refused).as(String.join("&", words)).hasMessageNotContaining("null");
            }
        }
        assertThat(drawn).isGreaterThan(150);
    }
}
