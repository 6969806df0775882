package dongmaeng.glue;

import java.io.IOException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter.StemmerOverrideMap;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** Token filters of the module analysis-common. */
final class TokenFilters {
    static TokenFilterFactory length(String name, Settings settings) {
        int min = settings.getAsInt("min", 0);
        int max = settings.getAsInt("max", Integer.MAX_VALUE);
        return of(name, stream -> new LengthFilter(stream, min, max));
    }

    static TokenFilterFactory patternReplace(String name, Settings settings) {
        Pattern pattern = Regex.compile(settings.get("pattern"), settings.get("flags"));
        String replacement = settings.get("replacement", "");
        boolean all = settings.getAsBoolean("all", true);
        return of(name, stream -> new PatternReplaceFilter(stream, pattern, replacement, all));
    }

    static TokenFilterFactory stemmerOverride(Environment environment, String name, Settings settings)
        throws IOException {
        StemmerOverrideFilter.Builder builder = new StemmerOverrideFilter.Builder(false);
        for (String rule : Analysis.getWordList(environment, settings, "rules")) {
            String[] sides = rule.split("=>", 2);
            for (String word : sides[0].split(",")) {
                builder.add(word.trim(), sides[1].trim());
            }
        }
        StemmerOverrideMap map = builder.build();
        return of(name, stream -> new StemmerOverrideFilter(stream, map));
    }

    static TokenFilterFactory of(String name, UnaryOperator<TokenStream> wrap) {
        return new AbstractTokenFilterFactory(name) {
            @Override
            public TokenStream create(TokenStream stream) {
                return wrap.apply(stream);
            }
        };
    }
}
