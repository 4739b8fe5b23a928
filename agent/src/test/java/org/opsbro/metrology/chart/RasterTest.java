package org.opsbro.metrology.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.opsbro.metrology.chart.Canvas.Anchor;

/** What is drawn, as Java's own reader of PNG sees it. */
class RasterTest {
    private static final int WHITE = 0xffffffff;
    private static final int BLACK = 0xff000000;

    private static BufferedImage drawn(int width, int height, Consumer<Raster> drawing) throws IOException {
        var raster = new Raster(width, height, WHITE, Typeface.standard());
        drawing.accept(raster);
        var out = new ByteArrayOutputStream();
        raster.write(out);
        return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    }

    /** How many pixels are black, grey ones as their part. */
    private static double ink(BufferedImage image) {
        var ink = 0.0;
        for (var y = 0; y < image.getHeight(); y++)
            for (var x = 0; x < image.getWidth(); x++) ink += 1 - (image.getRGB(x, y) & 0xff) / 255.0;
        return ink;
    }

    @Test
    void a_rectangle_on_whole_pixels_is_exact() throws IOException {
        var image = drawn(20, 200, raster -> raster.rectangle(3, 60, 5, 80, 0xff0072b2));

        for (var y = 0; y < 200; y++)
            for (var x = 0; x < 20; x++)
                assertThat(image.getRGB(x, y))
                        .as(x + "," + y)
                        .isEqualTo(x >= 3 && x < 8 && y >= 60 && y < 140 ? 0xff0072b2 : WHITE);
    }

    @Test
    void half_a_pixel_is_grey() throws IOException {
        var image = drawn(4, 4, raster -> raster.rectangle(1.5, 1, 1, 1, BLACK));

        assertThat(image.getRGB(1, 1) & 0xff).isCloseTo(128, within(2));
        assertThat(image.getRGB(2, 1) & 0xff).isCloseTo(128, within(2));
        assertThat(ink(image)).isCloseTo(1, within(0.02));
    }

    @Test
    void shapes_cover_their_area_wherever_they_lie() throws IOException {
        var random = new SplittableRandom(7);
        for (var i = 0; i < 50; i++) {
            var x = 40 + random.nextDouble() * 20;
            var y = 40 + random.nextDouble() * 60;
            var radius = 3 + random.nextDouble() * 30;
            assertThat(ink(drawn(110, 150, raster -> raster.dot(x, y, radius, BLACK))))
                    .isCloseTo(Math.PI * radius * radius, within(0.012 * Math.PI * radius * radius));
            var angle = random.nextDouble() * 2 * Math.PI;
            double[] line = {x, y, x + 30 * Math.cos(angle), y + 30 * Math.sin(angle)};
            assertThat(ink(drawn(110, 150, raster -> raster.line(line, 2.5, 0, BLACK))))
                    .isCloseTo(75, within(1.0));
            assertThat(ink(drawn(110, 150, raster -> raster.line(line, 2, 3, BLACK))))
                    .isCloseTo(30, within(1.0));
        }
    }

    @Test
    void what_lies_over_itself_is_no_darker() throws IOException {
        double[] zigzag = {10, 10, 60, 10, 10, 10, 60, 10};

        var image = drawn(70, 20, raster -> raster.line(zigzag, 2, 0, 0x80000000));

        assertThat(image.getRGB(30, 10) & 0xff).isCloseTo(127, within(2));
    }

    @Test
    void nothing_is_drawn_outside_of_a_window_or_of_the_picture() throws IOException {
        var image = drawn(50, 50, raster -> {
            raster.only(10, 10, 20, 20);
            raster.dot(20, 20, 100, BLACK);
            raster.everywhere();
            raster.dot(-500, 25, 100, BLACK);
            raster.line(new double[] {-1e5, -1e5, 1e5, -1e5}, 5, 7, BLACK);
        });

        assertThat(ink(image)).isEqualTo(400);
    }

    @Test
    void letters_are_where_they_are_said_to_be() throws IOException {
        var faces = Typeface.standard();
        var wide = faces.width("Load 42 %", 20);

        var left = drawn(200, 40, raster -> raster.text("Load 42 %", 10, 30, 20, Anchor.START, false, BLACK));
        var right = drawn(200, 40, raster -> raster.text("Load 42 %", 10 + wide, 30, 20, Anchor.END, false, BLACK));
        var up = drawn(40, 200, raster -> raster.text("Load 42 %", 30, 190, 20, Anchor.START, true, BLACK));

        assertThat(ink(left)).isBetween(200.0, 700.0).isCloseTo(ink(right), within(1.0));
        assertThat(ink(up)).isCloseTo(ink(left), within(5.0));
        for (var x = 0; x < 9; x++) assertThat(left.getRGB(x, 20)).isEqualTo(WHITE);
        for (var x = (int) (12 + wide); x < 200; x++)
            assertThat(left.getRGB(x, 20)).isEqualTo(WHITE);
    }

    @Test
    void letters_with_accents_have_them_and_what_is_unknown_is_a_box() {
        var faces = Typeface.standard();

        assertThat(faces.outlines("é", 10)).hasSize(faces.outlines("e", 10).size() + 1);
        assertThat(faces.outlines("Ωжß€…", 10)).hasSizeGreaterThan(5);
        assertThat(faces.outlines("漢", 10)).isNotEmpty();
        assertThat(faces.outlines(" ", 10)).isEmpty();
        assertThat(faces.width("0", 10)).isEqualTo(faces.width("1", 10)).isPositive();
        assertThat(faces.cut("a very long name", 10, 40)).endsWith("…").hasSizeLessThan(10);
        assertThat(faces.width(faces.cut("a very long name", 10, 40), 10)).isLessThanOrEqualTo(40);
    }
}
