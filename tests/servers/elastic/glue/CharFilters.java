package dongmaeng.glue;

import java.io.Reader;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.AbstractCharFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.CharFilterFactory;

/** Char filters of the module analysis-common. */
final class CharFilters {
    static CharFilterFactory mapping(Environment environment, String name, Settings settings) {
        List<String> rules = Analysis.getWordList(environment, settings, "mappings");
        NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
        for (String rule : rules) {
            String[] sides = rule.split("=>", 2);
            map.add(unescaped(sides[0].trim()), unescaped(sides[1].trim()));
        }
        NormalizeCharMap built = map.build();
        return of(name, reader -> new MappingCharFilter(built, reader));
    }

    static CharFilterFactory patternReplace(String name, Settings settings) {
        Pattern pattern = Regex.compile(settings.get("pattern"), settings.get("flags"));
        String replacement = settings.get("replacement", "");
        return of(name, reader -> new PatternReplaceCharFilter(pattern, replacement, reader));
    }

    private static CharFilterFactory of(String name, UnaryOperator<Reader> wrap) {
        return new AbstractCharFilterFactory(name) {
            @Override
            public Reader create(Reader reader) {
                return wrap.apply(reader);
            }
        };
    }

    /** Only the escapes that the index definition uses: a space or another sign by its code. */
    private static String unescaped(String text) {
        return Pattern.compile("\\\\u([0-9a-fA-F]{4})").matcher(text)
            .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }
}
