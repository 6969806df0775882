package dongmaeng.glue;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ko.KoreanPartOfSpeechStopFilter;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.KoreanTokenizer.DecompoundMode;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.dict.UserDictionary;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.AbstractTokenizerFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;

/** The plugin analysis-nori. */
final class Nori {
    static TokenizerFactory tokenizer(Environment environment, String name, Settings settings) throws IOException {
        String mode = settings.get("decompound_mode", KoreanTokenizer.DEFAULT_DECOMPOUND.name());
        DecompoundMode decompound = DecompoundMode.valueOf(mode.toUpperCase(Locale.ENGLISH));
        boolean discardPunctuation = settings.getAsBoolean("discard_punctuation", true);
        List<String> rules =
            Analysis.getWordList(environment, settings, "user_dictionary", "user_dictionary_rules", "lenient", true, true);
        UserDictionary dictionary =
            rules == null || rules.isEmpty() ? null : UserDictionary.open(new StringReader(String.join("\n", rules)));
        return new AbstractTokenizerFactory(name) {
            @Override
            public Tokenizer create() {
                return new KoreanTokenizer(
                    KoreanTokenizer.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, dictionary, decompound, false, discardPunctuation);
            }
        };
    }

    static TokenFilterFactory partOfSpeech(Environment environment, String name, Settings settings) {
        List<String> tags = Analysis.getWordList(environment, settings, "stoptags");
        Set<POS.Tag> stop = tags == null
            ? KoreanPartOfSpeechStopFilter.DEFAULT_STOP_TAGS
            : tags.stream().map(POS::resolveTag).collect(Collectors.toSet());
        return TokenFilters.of(name, stream -> new KoreanPartOfSpeechStopFilter(stream, stop));
    }
}
