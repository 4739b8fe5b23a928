package org.opsbro.metrology.render;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.opsbro.model.Nearest;

/** All functions by their names: what {@code GET /functions} tells and what targets call is this one table. */
public final class Functions {
    /** Those that make one series of several, so that series may be grouped by them. */
    static final Set<String> COMBINING = Set.of(
            "asPercent averageSeries averageSeriesWithWildcards avg countSeries diffSeries diffSeriesLists maxSeries minSeries multiplySeries multiplySeriesLists multiplySeriesWithWildcards pct rangeOfSeries stddevSeries sum sumSeries sumSeriesLists sumSeriesWithWildcards powSeries"
                    .split(" ", -1));

    private static final Map<String, Function> ALL = new Table().functions;

    private Functions() {}

    /** In the order of their names. */
    public static Map<String, Function> all() {
        return ALL;
    }

    /**
     * By its name.
     *
     * @throws BadTarget if there is none, with one that may be meant
     */
    public static Function named(String name) {
        var function = ALL.get(name);
        if (function == null)
            throw new BadTarget("there is no function " + name + Nearest.hint(name, List.copyOf(ALL.keySet())));
        return function;
    }

    static Function combining(String name) {
        if (!COMBINING.contains(name)) throw new BadTarget("series cannot be grouped by " + name);
        return named(name);
    }

    /** Written down in the words of {@link Signature}. */
    private static final class Table {
        final Map<String, Function> functions = new TreeMap<>();
        private String group;

        private void add(String names, String parameters, String doc, Function.Body body) {
            var read = Signature.read(parameters);
            for (var name : names.split(" ", -1))
                functions.put(name, new Function(name, group, name + Signature.told(read), doc, read, body));
        }

        Table() {
            group = "Combine";
            add(
                    "aggregate",
                    "seriesList, func:aggFunc, xFilesFactor:float?",
                    "One series of all: in each step the func of their values",
                    Combinations::aggregate);
            add(
                    "aggregateSeriesLists",
                    "seriesListFirstPos, seriesListSecondPos, func:aggFunc, xFilesFactor:float?",
                    "As aggregate, of the first of both lists, the second of both and so on",
                    Combinations::aggregateSeriesLists);
            add(
                    "aggregateWithWildcards",
                    "seriesList, func:aggFunc, position*:node?",
                    "As aggregate, of those whose names are the same without the parts at position; named so",
                    Combinations::aggregateWithWildcards);
            add(
                    "applyByNode",
                    "seriesList, nodeNum:node, templateFunction:string, newName:string?",
                    "Evaluates templateFunction for each beginning of the names, up to nodeNum; % in it is that beginning",
                    Combinations::applyByNode);
            add(
                    "asPercent pct",
                    "seriesList, total:any?, nodes*:nodeOrTag?",
                    "What each is in percent of the sum of all, or of total; with nodes, of those that have these parts of the name in common",
                    Combinations::asPercent);
            add("averageSeries avg", "seriesLists*", "The average of all", Combinations.folding("average"));
            add(
                    "averageSeriesWithWildcards",
                    "seriesList, position*:node?",
                    "The average of those whose names are the same without the parts at position",
                    Combinations.withWildcards("average"));
            add("countSeries", "seriesLists*?", "How many series there are", Combinations::countSeries);
            add("diffSeries", "seriesLists*", "The first less all others", Combinations.folding("diff"));
            add(
                    "diffSeriesLists",
                    "seriesListFirstPos, seriesListSecondPos",
                    "As diffSeries, of the first of both lists, the second of both and so on",
                    Combinations.pairwise("diff"));
            add(
                    "divideSeries",
                    "dividendSeriesList, divisorSeries",
                    "Each divided by the divisor, which is one series",
                    Combinations::divideSeries);
            add(
                    "divideSeriesLists",
                    "dividendSeriesList, divisorSeriesList",
                    "As divideSeries, of the first of both lists, the second of both and so on",
                    Combinations::divideSeriesLists);
            add("group", "seriesLists*?", "Several lists of series as one", Combinations::group);
            add(
                    "groupByNode",
                    "seriesList, nodeNum:nodeOrTag, callback:aggOrSeriesFunc=average",
                    "One series of those that have the part nodeNum of the name, or that tag, in common; named after it",
                    Combinations::groupByNode);
            add(
                    "groupByNodes",
                    "seriesList, callback:aggOrSeriesFunc, nodes*:nodeOrTag?",
                    "As groupByNode, by several parts or tags",
                    Combinations::groupByNodes);
            add(
                    "groupByTags",
                    "seriesList, callback:aggOrSeriesFunc, tags*:tag",
                    "One series of those that have the values of these tags in common",
                    Combinations::groupByTags);
            add(
                    "mapSeries map",
                    "seriesList, mapNodes*:nodeOrTag",
                    "Lists of those that have these parts of the name in common, for reduceSeries",
                    Combinations::mapSeries);
            add("maxSeries", "seriesLists*", "The greatest of all", Combinations.folding("max"));
            add("minSeries", "seriesLists*", "The least of all", Combinations.folding("min"));
            add("multiplySeries", "seriesLists*", "The product of all", Combinations::multiplySeries);
            add(
                    "multiplySeriesLists",
                    "seriesListFirstPos, seriesListSecondPos",
                    "As multiplySeries, of the first of both lists, the second of both and so on",
                    Combinations.pairwise("multiply"));
            add(
                    "multiplySeriesWithWildcards",
                    "seriesList, position*:node?",
                    "The product of those whose names are the same without the parts at position",
                    Combinations.withWildcards("multiply"));
            add(
                    "percentileOfSeries",
                    "seriesList, n:float, interpolate:boolean=false",
                    "The value below which n percent of all are",
                    Combinations::percentileOfSeries);
            add(
                    "powSeries",
                    "seriesList*",
                    "The first to the power of the second, to the power of the third and so on",
                    Combinations::powSeries);
            add("rangeOfSeries", "seriesLists*", "The greatest less the least of all", Combinations.folding("rangeOf"));
            add(
                    "reduceSeries reduce",
                    "seriesLists:seriesLists, reduceFunction:string, reduceNode:node, reduceMatchers*:string",
                    "A function of the series of each list of mapSeries whose part reduceNode is one of reduceMatchers, in that order",
                    Combinations::reduceSeries);
            add("stddevSeries", "seriesLists*", "The standard deviation of all", Combinations.folding("stddev"));
            add("sumSeries sum", "seriesLists*", "The sum of all", Combinations.folding("sum"));
            add(
                    "sumSeriesLists",
                    "seriesListFirstPos, seriesListSecondPos",
                    "As sumSeries, of the first of both lists, the second of both and so on",
                    Combinations.pairwise("sum"));
            add(
                    "sumSeriesWithWildcards",
                    "seriesList, position*:node?",
                    "The sum of those whose names are the same without the parts at position",
                    Combinations.withWildcards("sum"));
            add(
                    "weightedAverage",
                    "seriesListAvg, seriesListWeight, nodes*:nodeOrTag?",
                    "The average of all, weighted by the series of the second list that have these parts of the name in common",
                    Combinations::weightedAverage);
            group = "Transform";
            add("absolute", "seriesList", "The values without their sign", Transforms::absolute);
            add("add", "seriesList, constant:float", "The values and a constant", Transforms::add);
            add("delay", "seriesList, steps:integer", "The values so many steps later", Transforms::delay);
            add("derivative", "seriesList", "How much each value is more than the one before", Transforms::derivative);
            add("exp", "seriesList", "e to the power of the values", Transforms::exp);
            add(
                    "hitcount",
                    "seriesList, intervalString:interval~10min|1h|1d, alignToInterval:boolean=false",
                    "How many hits there are in each interval, if the values are hits per second",
                    Windows::hitcount);
            add("integral", "seriesList", "The sum of all values so far", Transforms::integral);
            add(
                    "integralByInterval",
                    "seriesList, intervalUnit:string",
                    "The sum of all values so far, begun anew each interval",
                    Transforms::integralByInterval);
            add(
                    "interpolate",
                    "seriesList, limit:intOrInf=inf",
                    "Up to limit missing values on a line between their neighbours",
                    Transforms::interpolate);
            add("invert", "seriesList", "1 divided by the values", Transforms::invert);
            add("isNonNull", "seriesList", "1 where there is a value, else 0", Transforms::isNonNull);
            add(
                    "keepLastValue",
                    "seriesList, limit:intOrInf=inf",
                    "Up to limit missing values are as the last before them",
                    Transforms::keepLastValue);
            add("log", "seriesList, base:integer=10", "The logarithm of the values", Transforms::logarithm);
            add("logit", "seriesList", "log(x / (1 - x)) of the values", Transforms::logit);
            add("minMax", "seriesList", "The values from 0 for the least to 1 for the greatest", Transforms::minMax);
            add(
                    "nonNegativeDerivative",
                    "seriesList, maxValue:float?, minValue:float?",
                    "As derivative, of counters: where they begin anew there is no value, or it goes on after maxValue",
                    Transforms::nonNegativeDerivative);
            add("offset", "seriesList, factor:float", "The values and a constant", Transforms::offset);
            add("offsetToZero", "seriesList", "The values less the least of them", Transforms::offsetToZero);
            add(
                    "perSecond",
                    "seriesList, maxValue:float?, minValue:float?",
                    "How much counters grow in a second",
                    Transforms::perSecond);
            add("pow", "seriesList, factor:float", "The values to a power", Transforms::pow);
            add(
                    "round",
                    "seriesList, precision:integer=0",
                    "The values with so many digits behind the point",
                    Transforms::rounded);
            add("scale", "seriesList, factor:float", "The values times a factor", Transforms::scale);
            add(
                    "scaleToSeconds",
                    "seriesList, seconds:float",
                    "Values of one step as values of so many seconds",
                    Transforms::scaleToSeconds);
            add("sigmoid", "seriesList", "1 / (1 + exp(-x)) of the values", Transforms::sigmoid);
            add(
                    "sinFunction sin",
                    "name:string, amplitude:integer=1, step:integer=60",
                    "The sine of the time, times an amplitude",
                    Generators::sin);
            add(
                    "smartSummarize",
                    "seriesList, intervalString:interval~10min|1h|1d, func:aggFunc=sum, alignTo:string{none|years|months|weeks|days|hours|minutes|seconds|true|false}?",
                    "One value for each interval from the beginning, or from that of the unit of alignTo",
                    Windows::smartSummarize);
            add("squareRoot", "seriesList", "The square root of the values", Transforms::squareRoot);
            add(
                    "summarize",
                    "seriesList, intervalString:interval~10min|1h|1d, func:aggFunc=sum, alignToFrom:boolean=false",
                    "One value for each interval: the sum, or another func, of its values",
                    Windows::summarize);
            add("timeFunction time", "name:string, step:integer=60", "The seconds since 1970", Generators::time);
            add(
                    "timeShift",
                    "seriesList, timeShift:interval~shifts, resetEnd:boolean=true, alignDst:boolean=false",
                    "The series of another time, such as 1d before",
                    Windows::timeShift);
            add(
                    "timeSlice",
                    "seriesList, startSliceAt:date, endSliceAt:date=now",
                    "The values from one time to another only",
                    Windows::timeSlice);
            add(
                    "timeStack",
                    "seriesList, timeShiftUnit:interval~shifts=1d, timeShiftStart:integer=0, timeShiftEnd:integer=7",
                    "The series of several times, each timeShiftUnit before the other",
                    Windows::timeStack);
            add(
                    "transformNull",
                    "seriesList, default:float=0, referenceSeries?",
                    "A number where there is no value",
                    Transforms::transformNull);
            group = "Calculate";
            add(
                    "aggregateLine",
                    "seriesList, func:aggFunc=average, keepStep:boolean=false",
                    "A straight line at the average, or another func, of all values",
                    Generators::aggregateLine);
            add(
                    "exponentialMovingAverage",
                    "seriesList, windowSize:intOrInterval~windows",
                    "The average of the values before, of which the later ones weigh more",
                    Windows::exponentialMovingAverage);
            add(
                    "holtWintersAberration",
                    "seriesList, delta:integer=3, bootstrapInterval:interval~7d|30d=7d, seasonality:interval~1d|7d=1d",
                    "How far the values are outside of what was expected",
                    HoltWinters::aberration);
            add(
                    "holtWintersConfidenceArea",
                    "seriesList, delta:integer=3, bootstrapInterval:interval~7d|30d=7d, seasonality:interval~1d|7d=1d",
                    "The area between the least and the greatest value that is expected",
                    HoltWinters::confidenceArea);
            add(
                    "holtWintersConfidenceBands",
                    "seriesList, delta:integer=3, bootstrapInterval:interval~7d|30d=7d, seasonality:interval~1d|7d=1d",
                    "The least and the greatest value that is expected, by what was before",
                    HoltWinters::confidenceBands);
            add(
                    "holtWintersForecast",
                    "seriesList, bootstrapInterval:interval~7d|30d=7d, seasonality:interval~1d|7d=1d",
                    "What was expected, by the values of bootstrapInterval before and of the seasons",
                    HoltWinters::forecast);
            add("identity", "name:string", "The seconds since 1970, each minute", Generators::identity);
            add(
                    "linearRegression",
                    "seriesList, startSourceAt:date?, endSourceAt:date?",
                    "The straight line that is nearest to the values",
                    Windows::linearRegression);
            add(
                    "movingAverage",
                    "seriesList, windowSize:intOrInterval~windows, xFilesFactor:float?",
                    "The average of the windowSize values before, which is a number or a time",
                    Windows.moving("average"));
            add(
                    "movingMax",
                    "seriesList, windowSize:intOrInterval~windows, xFilesFactor:float?",
                    "The greatest of the windowSize values before",
                    Windows.moving("max"));
            add(
                    "movingMedian",
                    "seriesList, windowSize:intOrInterval~windows, xFilesFactor:float?",
                    "The median of the windowSize values before",
                    Windows.moving("median"));
            add(
                    "movingMin",
                    "seriesList, windowSize:intOrInterval~windows, xFilesFactor:float?",
                    "The least of the windowSize values before",
                    Windows.moving("min"));
            add(
                    "movingSum",
                    "seriesList, windowSize:intOrInterval~windows, xFilesFactor:float?",
                    "The sum of the windowSize values before",
                    Windows.moving("sum"));
            add(
                    "movingWindow",
                    "seriesList, windowSize:intOrInterval~windows, func:aggFunc=average, xFilesFactor:float?",
                    "The average, or another func, of the windowSize values before",
                    Windows::movingWindow);
            add(
                    "nPercentile",
                    "seriesList, n:float",
                    "A straight line at the value below which n percent are",
                    Selections::nPercentile);
            add(
                    "stdev",
                    "seriesList, points:integer, windowTolerance:float=0.1",
                    "The standard deviation of the last points values",
                    Transforms::stdev);
            group = "Filter Series";
            add(
                    "averageAbove",
                    "seriesList, n:float",
                    "Those whose average is above n",
                    Selections.bounded("average", ">"));
            add(
                    "averageBelow",
                    "seriesList, n:float",
                    "Those whose average is not above n",
                    Selections.bounded("average", "<="));
            add(
                    "averageOutsidePercentile",
                    "seriesList, n:float",
                    "Those whose average is not between the percentiles 100 - n and n of all",
                    Selections::averageOutsidePercentile);
            add(
                    "currentAbove",
                    "seriesList, n:float",
                    "Those whose last value is above n",
                    Selections.bounded("last", ">"));
            add(
                    "currentBelow",
                    "seriesList, n:float",
                    "Those whose last value is not above n",
                    Selections.bounded("last", "<="));
            add(
                    "exclude",
                    "seriesList, pattern:string",
                    "Those whose name has no match of the pattern",
                    Selections::exclude);
            add(
                    "filterSeries",
                    "seriesList, func:aggFunc, operator:string{!=|<|<=|=|>|>=}, threshold:float",
                    "Those whose func of all values compares so with threshold",
                    Selections::filterSeries);
            add("grep", "seriesList, pattern:string", "Those whose name has a match of the pattern", Selections::grep);
            add(
                    "highest",
                    "seriesList, n:integer, func:aggFunc=average",
                    "The n with the greatest average, or another func",
                    Selections::highest);
            add(
                    "highestAverage",
                    "seriesList, n:integer",
                    "The n with the greatest average",
                    Selections.most("average", true));
            add(
                    "highestCurrent",
                    "seriesList, n:integer",
                    "The n with the greatest last value",
                    Selections.most("last", true));
            add("highestMax", "seriesList, n:integer", "The n with the greatest maximum", Selections.most("max", true));
            add("limit", "seriesList, n:integer", "The first n", Selections::limit);
            add(
                    "lowest",
                    "seriesList, n:integer, func:aggFunc=average",
                    "The n with the least average, or another func",
                    Selections::lowest);
            add(
                    "lowestAverage",
                    "seriesList, n:integer",
                    "The n with the least average",
                    Selections.most("average", false));
            add(
                    "lowestCurrent",
                    "seriesList, n:integer",
                    "The n with the least last value",
                    Selections.most("last", false));
            add(
                    "maximumAbove",
                    "seriesList, n:float",
                    "Those whose maximum is above n",
                    Selections.bounded("max", ">"));
            add(
                    "maximumBelow",
                    "seriesList, n:float",
                    "Those whose maximum is not above n",
                    Selections.bounded("max", "<="));
            add(
                    "minimumAbove",
                    "seriesList, n:float",
                    "Those whose minimum is above n",
                    Selections.bounded("min", ">"));
            add(
                    "minimumBelow",
                    "seriesList, n:float",
                    "Those whose minimum is not above n",
                    Selections.bounded("min", "<="));
            add(
                    "mostDeviant",
                    "seriesList, n:integer",
                    "The n with the greatest standard deviation",
                    Selections::mostDeviant);
            add(
                    "removeBetweenPercentile",
                    "seriesList, n:float",
                    "Those that are at some time not between the percentiles 100 - n and n of all",
                    Selections::removeBetweenPercentile);
            add(
                    "removeEmptySeries",
                    "seriesList, xFilesFactor:float?",
                    "Those that have values, or as large a part of them",
                    Selections::removeEmptySeries);
            add("unique", "seriesLists*", "The first of each name", Selections::unique);
            add(
                    "useSeriesAbove",
                    "seriesList, value:float, search:string, replace:string",
                    "Those whose maximum is above value, with search in their names replaced: other series of the same things",
                    Selections::useSeriesAbove);
            group = "Filter Data";
            add(
                    "removeAbovePercentile",
                    "seriesList, n:float",
                    "Without the values above their percentile n",
                    Selections.pointsBeyondPercentile(true));
            add("removeAboveValue", "seriesList, n:float", "Without the values above n", Selections.pointsBeyond(true));
            add(
                    "removeBelowPercentile",
                    "seriesList, n:float",
                    "Without the values below their percentile n",
                    Selections.pointsBeyondPercentile(false));
            add(
                    "removeBelowValue",
                    "seriesList, n:float",
                    "Without the values below n",
                    Selections.pointsBeyond(false));
            group = "Sorting";
            add(
                    "sortBy",
                    "seriesList, func:aggFunc=average, reverse:boolean=false",
                    "In the order of their average, or another func",
                    Selections::sortBy);
            add("sortByMaxima", "seriesList", "The greatest maximum first", Selections.sorted("max", true));
            add(
                    "sortByMinima",
                    "seriesList",
                    "The least minimum first; those that are never above 0 are left out",
                    Selections::sortByMinima);
            add(
                    "sortByName",
                    "seriesList, natural:boolean=false, reverse:boolean=false",
                    "In the order of their names; natural: of the numbers in them",
                    Selections::sortByName);
            add("sortByTotal", "seriesList", "The greatest sum first", Selections.sorted("sum", true));
            group = "Alias";
            add("alias", "seriesList, newName:string", "A name", Aliases::alias);
            add("aliasByMetric", "seriesList", "The last part of the name", Aliases::aliasByMetric);
            add(
                    "aliasByNode",
                    "seriesList, nodes*:nodeOrTag",
                    "Parts of the name by number from 0, and values of tags, with dots between",
                    Aliases::aliasByNode);
            add(
                    "aliasByTags",
                    "seriesList, tags*:nodeOrTag",
                    "Values of tags, and parts of the name, with dots between",
                    Aliases::aliasByNode);
            add(
                    "aliasQuery",
                    "seriesList, search:string, replace:string, newName:string",
                    "The last value of another series, whose name is made of this one, within newName",
                    Aliases::aliasQuery);
            add(
                    "aliasSub",
                    "seriesList, search:string, replace:string",
                    "The name with search, a regular expression, replaced; \\1 is its first group",
                    Aliases::aliasSub);
            add(
                    "legendValue",
                    "seriesList, valuesTypes*:string{legend}?",
                    "The average, last value or others behind the name",
                    Aliases::legendValue);
            group = "Graph";
            add(
                    "alpha",
                    "seriesList, alpha:float",
                    "How much of what is behind shows through, 0 to 1",
                    Drawings.option("alpha", "alpha"));
            add("areaBetween", "seriesList", "The area between two series", Drawings::areaBetween);
            add(
                    "color",
                    "seriesList, theColor:string",
                    "The color of the line: its name, or six hexadecimal digits",
                    Drawings.option("color", "theColor"));
            add("dashed", "seriesList, dashLength:integer=5", "A dashed line", Drawings::dashed);
            add("drawAsInfinite", "seriesList", "A vertical line wherever the value is not 0", Drawings::flagged);
            add("lineWidth", "seriesList, width:float", "How thick the line is", Drawings.option("lineWidth", "width"));
            add("secondYAxis", "seriesList", "On the right axis", Drawings::flagged);
            add("stacked", "seriesList, stack:string?", "One on the other", Transforms::stacked);
            add(
                    "threshold",
                    "value:float, label:string?, color:string?",
                    "A straight line with a name and a color",
                    Generators::threshold);
            add(
                    "verticalLine",
                    "ts:date, label:string?, color:string?",
                    "A vertical line at a time",
                    Generators::verticalLine);
            group = "Special";
            add(
                    "fallbackSeries",
                    "seriesList, fallback",
                    "The fallback if there are no series",
                    Selections::fallbackSeries);
            add(
                    "cactiStyle",
                    "seriesList, system:string{si|binary}?, units:string?",
                    "The last, greatest and least value behind the name",
                    Aliases::cactiStyle);
            add(
                    "substr",
                    "seriesList, start:node=0, stop:node=0",
                    "The parts of the name from start up to, and without, stop",
                    Aliases::substr);
            add("changed", "seriesList", "1 where the value is another than before, else 0", Transforms::changes);
            add(
                    "consolidateBy",
                    "seriesList, consolidationFunc:string{sum|average|avg|avg_zero|min|max|first|last}",
                    "Which func makes one value of several where there are too many",
                    Drawings::consolidateBy);
            add("constantLine", "value:float", "A straight line", Generators::constantLine);
            add("cumulative", "seriesList", "The same as consolidateBy with sum", Drawings::cumulative);
            add(
                    "events",
                    "tags*:string",
                    "How many events with these tags there are in each second; * for any",
                    Generators::events);
            add(
                    "randomWalkFunction randomWalk",
                    "name:string, step:integer=60",
                    "A walk by chance, from 0",
                    Generators::randomWalk);
            add(
                    "seriesByTag",
                    "tagExpressions*:string",
                    "The series with these tags: tag=value, tag!=value, tag=~pattern, tag!=~pattern",
                    Generators::seriesByTag);
            add(
                    "setXFilesFactor xFilesFactor",
                    "seriesList, xFilesFactor:float",
                    "Which part of the values must be there to make one of them",
                    Drawings::setXFilesFactor);
        }
    }
}
