package org.opsbro.detection.parse;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.opsbro.model.Value;
import org.opsbro.pack.Keys;

/**
 * XML. An element is a map of its attributes and children; children of one name are a list; an element with nothing but text is that text; text beside
 * attributes or children stands under {@code text}. The facts are what is inside the root element. Document types are refused.
 */
record XmlFacts() implements FactParser {
    private static final int MAX_DEPTH = 50;

    static Optional<FactParser> from(Keys keys) {
        return Optional.of(new XmlFacts());
    }

    @Override
    public Value.Fields parse(String text) {
        try {
            var factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_COALESCING, true);
            var reader = factory.createXMLStreamReader(new StringReader(text));
            var facts = root(reader);
            reader.close();
            return facts;
        } catch (XMLStreamException broken) {
            var place = broken.getLocation();
            var message = String.valueOf(broken.getMessage());
            var reason =
                    message.substring(message.lastIndexOf("Message: ") < 0 ? 0 : message.lastIndexOf("Message: ") + 9);
            throw new Unreadable(
                    "not XML: " + reason,
                    place == null ? 0 : Math.max(0, place.getLineNumber()),
                    place == null ? 0 : Math.max(0, place.getColumnNumber()));
        }
    }

    private static Value.Fields root(XMLStreamReader reader) throws XMLStreamException {
        while (reader.next() != XMLStreamReader.START_ELEMENT) {
            if (reader.getEventType() == XMLStreamReader.DTD)
                throw new Unreadable("document types are not allowed", line(reader), 0);
        }
        var root = new Elements().read(reader, 1);
        while (reader.hasNext()) reader.next();
        return root instanceof Value.Fields fields
                ? fields
                : Value.object().with("value", root).end();
    }

    private static int line(XMLStreamReader reader) {
        return reader.getLocation().getLineNumber();
    }

    /** Reads elements and counts what it has read. */
    private static final class Elements {
        private int size;

        Value read(XMLStreamReader reader, int depth) throws XMLStreamException {
            if (depth > MAX_DEPTH) throw new Unreadable("nested deeper than " + MAX_DEPTH, line(reader), 0);
            Map<String, List<Value>> children = new LinkedHashMap<>();
            for (var i = 0; i < reader.getAttributeCount(); i++)
                add(children, reader.getAttributeLocalName(i), Typed.of(reader.getAttributeValue(i)), reader);
            var text = new StringBuilder();
            while (reader.next() != XMLStreamReader.END_ELEMENT) {
                switch (reader.getEventType()) {
                    case XMLStreamReader.START_ELEMENT -> {
                        var name = reader.getLocalName();
                        add(children, name, read(reader, depth + 1), reader);
                    }
                    case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA, XMLStreamReader.SPACE ->
                        text.append(reader.getText());
                    case XMLStreamReader.ENTITY_REFERENCE ->
                        throw new Unreadable("unknown entity &" + reader.getLocalName() + ";", line(reader), 0);
                    default -> {
                        // comments and processing instructions say nothing to us
                    }
                }
            }
            return value(children, text.toString().strip());
        }

        private void add(Map<String, List<Value>> children, String name, Value value, XMLStreamReader reader) {
            if (++size > Facts.MAX_KEYS) throw new Unreadable("more than " + Facts.MAX_KEYS + " keys", line(reader), 0);
            children.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }

        private static Value value(Map<String, List<Value>> children, String text) {
            if (children.isEmpty()) return Typed.of(text);
            Map<String, Value> fields = new LinkedHashMap<>();
            children.forEach((name, values) ->
                    fields.put(name, values.size() == 1 ? values.getFirst() : new Value.Items(values)));
            if (!text.isEmpty()) fields.putIfAbsent("text", Typed.of(text));
            return Value.fields(fields);
        }
    }
}
