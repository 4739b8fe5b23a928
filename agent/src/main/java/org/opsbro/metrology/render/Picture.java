package org.opsbro.metrology.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opsbro.metrology.chart.Chart;
import org.opsbro.metrology.chart.Line;
import org.opsbro.metrology.chart.Theme;

/** What a request for a chart says, with the words of graphite-web, as a {@link Chart}. What means nothing is refused; words that are not known here are let be. */
final class Picture {
    private static final int MOST_SERIES = 200;
    private static final int MOST_PIXELS = 8_000_000;
    private static final int LONGEST_TEXT = 500;
    private static final double AREA = 0.22;
    private static final double STACK = 0.75;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{6}([0-9a-fA-F]{2})?");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");

    /** The names of colors are those of graphite-web. */
    private static final Map<String, Integer> COLORS = Map.ofEntries(
            Map.entry("black", 0x000000),
            Map.entry("white", 0xffffff),
            Map.entry("blue", 0x6464ff),
            Map.entry("green", 0x00c800),
            Map.entry("red", 0xc80032),
            Map.entry("yellow", 0xffff00),
            Map.entry("orange", 0xffa500),
            Map.entry("purple", 0xc864ff),
            Map.entry("brown", 0x966432),
            Map.entry("cyan", 0x00ffff),
            Map.entry("aqua", 0x009696),
            Map.entry("gray", 0xafafaf),
            Map.entry("grey", 0xafafaf),
            Map.entry("magenta", 0xff00ff),
            Map.entry("pink", 0xff6464),
            Map.entry("gold", 0xc8c800),
            Map.entry("rose", 0xc896c8),
            Map.entry("darkblue", 0x0000ff),
            Map.entry("darkgreen", 0x00ff00),
            Map.entry("darkred", 0xff0000),
            Map.entry("darkgray", 0x6f6f6f),
            Map.entry("darkgrey", 0x6f6f6f));

    private final RenderRequest request;
    private final Map<String, String> said;
    private final int width;
    private final int height;
    private final Theme theme;

    private Picture(RenderRequest request) {
        this.request = request;
        this.said = request.options();
        this.width = (int) number("width", 330, 16, 4096);
        this.height = (int) number("height", 250, 16, 4096);
        if ((long) width * height > MOST_PIXELS)
            throw new BadTarget(width + " x " + height + " is more than " + MOST_PIXELS + " pixels");
        this.theme = theme();
    }

    /**
     * The chart of some series.
     *
     * @throws BadTarget if what is said about it means nothing, or is too much
     */
    static Chart of(List<Curve> curves, RenderRequest request) {
        if (curves.size() > MOST_SERIES)
            throw new BadTarget(curves.size() + " series, want up to " + MOST_SERIES
                    + " in a chart: group them, or take some with highestMax(..., 10)");
        return new Picture(request).chart(curves);
    }

    private Chart chart(List<Curve> curves) {
        var bare = is("graphOnly", false);
        var axes = !bare && !is("hideAxes", false);
        return new Chart(
                width,
                height,
                request.from(),
                request.until(),
                request.zone(),
                lines(curves),
                mode(),
                (int) number("connectedLimit", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
                bare ? "" : text("title"),
                scale(text("vtitle"), "Left", bare),
                scale(text("vtitleRight"), "Right", bare),
                number("fontSize", Math.clamp(height / 24, 9, 12), 5, 60),
                bare ? 0 : number("margin", 12, 0, 500),
                new Chart.Shown(
                        !bare && !is("hideLegend", false),
                        axes && !is("hideXAxis", false),
                        axes && !is("hideYAxis", false),
                        !bare && !is("hideGrid", false)),
                theme);
    }

    private Chart.Scale scale(String title, String side, boolean bare) {
        return new Chart.Scale(bare ? "" : title, bound("yMin", side), bound("yMax", side), units());
    }

    private Optional<Double> bound(String name, String side) {
        return Stream.of(name + side, name)
                .filter(each -> isSaid(each))
                .findFirst()
                .map(each -> number(each, 0, -1e300, 1e300));
    }

    private Chart.Units units() {
        return switch (word("yUnitSystem", "si")) {
            case "si" -> Chart.Units.SI;
            case "binary" -> Chart.Units.BINARY;
            case "none" -> Chart.Units.PLAIN;
            default -> throw unknown("yUnitSystem", "si, binary or none");
        };
    }

    private Chart.Mode mode() {
        return switch (word("lineMode", "slope")) {
            case "slope" -> Chart.Mode.SLOPE;
            case "staircase" -> Chart.Mode.STAIRCASE;
            case "connected" -> Chart.Mode.CONNECTED;
            default -> throw unknown("lineMode", "slope, staircase or connected");
        };
    }

    private Theme theme() {
        var own = switch (word("template", "default")) {
            case "default", "dark", "noc", "solarized-dark" -> Theme.DARK;
            case "plain", "light", "summary", "alphas", "solarized-light" -> Theme.LIGHT;
            default -> throw unknown("template", "default (dark) or plain (light)");
        };
        if (isSaid("bgcolor")) own = own.background(color(word("bgcolor", ""), "bgcolor") | 0xff000000);
        if (isSaid("fgcolor")) own = own.text(color(word("fgcolor", ""), "fgcolor") | 0xff000000);
        if (isSaid("colorList")) {
            var names = word("colorList", "").split(",", MOST_SERIES + 1);
            if (names.length > MOST_SERIES) throw new BadTarget("colorList has more than " + MOST_SERIES + " colors");
            own = own.lines(
                    Arrays.stream(names).map(name -> color(name, "colorList")).toList());
        }
        return own;
    }

    /** {@code red}, {@code ff8800}, {@code #ff8800}, or with how much is seen, {@code ff880080}. */
    private static int color(String text, String what) {
        var name = text.strip().toLowerCase(Locale.ROOT);
        if (name.startsWith("#") || name.startsWith("%23")) name = name.substring(name.startsWith("#") ? 1 : 3);
        if (COLORS.containsKey(name)) return COLORS.get(name) | 0xff000000;
        if (!HEX.matcher(name).matches())
            throw new BadTarget(what + ": \"" + text + "\" is no color: want red or ff8800");
        var color = Integer.parseUnsignedInt(name, 16);
        return name.length() == 8 ? color << 24 | color >>> 8 : color | 0xff000000;
    }

    private List<Line> lines(List<Curve> curves) {
        var mode = word("areaMode", "none");
        if (!List.of("none", "first", "all", "stacked").contains(mode))
            throw unknown("areaMode", "none, first, all or stacked");
        var nullIsZero = is("drawNullAsZero", false);
        var names = new HashMap<String, Integer>();
        List<Line> lines = new ArrayList<>();
        var stack = new Stack();
        var shown = 0;
        for (var curve : curves) {
            var drawing = curve.look().drawing();
            var each = Math.clamp((curve.size() + width - 1L) / width, 1, Integer.MAX_VALUE);
            var values = curve.consolidated(each).clone();
            if (nullIsZero) for (var i = 0; i < values.length; i++) if (Double.isNaN(values[i])) values[i] = 0;
            var step = curve.step() * each;
            var floors = new double[0];
            var isStacked = drawing.containsKey("stacked");
            if (mode.equals("stacked") && !drawing.containsKey("secondYAxis") && !isStacked) {
                floors = stack.under(curve.start(), step, values);
                for (var i = 0; i < values.length; i++) values[i] += floors[i];
                stack.put(curve.start(), step, values, floors);
                isStacked = true;
            } else if (isStacked) {
                floors = stack.under(curve.start(), step, values);
                stack.put(curve.start(), step, values, floors);
            }
            if (drawing.containsKey("invisible")) continue;
            var name = is("uniqueLegend", false) && names.merge(curve.name(), 1, Integer::sum) > 1 ? "" : curve.name();
            var isFilled = mode.equals("all") || (mode.equals("first") && shown == 0);
            lines.add(new Line(
                    name,
                    curve.start(),
                    step,
                    values,
                    floors,
                    style(drawing, shown++, isStacked ? STACK : isFilled ? AREA : 0)));
        }
        return lines;
    }

    private Line.Style style(Map<String, String> drawing, int at, double area) {
        var onRight = drawing.containsKey("secondYAxis");
        var own = theme.lines().get(at % theme.lines().size());
        var side = onRight ? "right" : "left";
        if (isSaid(side + "Color")) own = color(word(side + "Color", ""), side + "Color");
        var color = drawing.containsKey("color") ? color(drawing.get("color"), "color()") : own;
        var alpha = number(drawing.getOrDefault("alpha", "1"), "alpha()", 0, 1);
        var fill = area > 0 ? number("areaAlpha", area, 0, 1) : 0;
        var width = drawing.containsKey("lineWidth")
                ? number(drawing.get("lineWidth"), "lineWidth()", 0, 50)
                : number(side + "Width", number("lineWidth", 1.5, 0, 50), 0, 50);
        var dash = drawing.containsKey("dashed") ? number(drawing.get("dashed"), "dashed()", 0, 1000) : 0;
        // colors that come a second time are told apart by dashes
        var isAgain = at >= theme.lines().size() && area == 0 && !drawing.containsKey("color");
        return new Line.Style(
                (int) Math.round((color >>> 24) * alpha) << 24 | (color & 0xffffff),
                width,
                dash == 0 && isAgain ? 4.0 * Math.floorDiv(at, theme.lines().size()) : dash,
                fill,
                onRight,
                drawing.containsKey("drawAsInfinite"));
    }

    /** The line that the next one stands on. */
    private static final class Stack {
        private long start;
        private long step = 1;
        private double[] tops = {};

        double[] under(long from, long by, double[] values) {
            var floors = new double[values.length];
            for (var i = 0; i < floors.length; i++) {
                var at = Math.floorDiv(from + i * by - start, step);
                floors[i] = at >= 0 && at < tops.length ? tops[(int) at] : 0;
            }
            return floors;
        }

        /** Where a value is missing, the next one stands on what is below. */
        void put(long from, long by, double[] values, double[] floors) {
            start = from;
            step = by;
            tops = values.clone();
            for (var i = 0; i < tops.length; i++) if (Double.isNaN(tops[i])) tops[i] = floors[i];
        }
    }

    private boolean isSaid(String name) {
        var text = said.getOrDefault(name, "");
        return !text.isBlank() && !text.equalsIgnoreCase("default");
    }

    private String text(String name) {
        var text = said.getOrDefault(name, "");
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    private String word(String name, String standard) {
        return isSaid(name) ? said.getOrDefault(name, "").strip().toLowerCase(Locale.ROOT) : standard;
    }

    private boolean is(String name, boolean standard) {
        if (!isSaid(name)) return standard;
        return switch (word(name, "")) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw unknown(name, "true or false");
        };
    }

    private double number(String name, double standard, double least, double most) {
        return isSaid(name) ? number(said.getOrDefault(name, ""), name, least, most) : standard;
    }

    private static double number(String text, String what, double least, double most) {
        var stripped = text.strip();
        if (stripped.length() <= 40 && NUMBER.matcher(stripped).matches()) {
            var number = Double.parseDouble(stripped);
            if (number >= least && number <= most) return number;
        }
        throw new BadTarget(what + " is \"" + text + "\", want a number from " + plain(least) + " to " + plain(most));
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e10
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private BadTarget unknown(String name, String wanted) {
        return new BadTarget(name + " is \"" + said.get(name) + "\", want " + wanted);
    }
}
