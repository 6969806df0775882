package dongmaeng.glue;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.apache.lucene.util.CharsRef;
import org.apache.lucene.util.CharsRefBuilder;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalysisMode;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.synonyms.SynonymsManagementAPIService;

/** synonym_graph of the module analysis-common, from inline rules or a synonyms set, in Solr's format. */
final class SynonymGraph extends AbstractTokenFilterFactory {
    private final Environment environment;
    private final Settings settings;
    private final SynonymsManagementAPIService service;
    private final boolean updateable;
    private final boolean lenient;

    SynonymGraph(Environment environment, String name, Settings settings, SynonymsManagementAPIService service) {
        super(name);
        this.environment = environment;
        this.settings = settings;
        this.service = service;
        updateable = settings.getAsBoolean("updateable", false);
        lenient = settings.getAsBoolean("lenient", updateable);
    }

    @Override
    public AnalysisMode getAnalysisMode() {
        return updateable ? AnalysisMode.SEARCH_TIME : AnalysisMode.ALL;
    }

    @Override
    public TokenStream create(TokenStream stream) {
        throw new IllegalStateException("made for one analyzer by getChainAwareTokenFilterFactory");
    }

    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(
        IndexCreationContext context,
        TokenizerFactory tokenizer,
        List<CharFilterFactory> charFilters,
        List<TokenFilterFactory> before,
        Function<String, TokenFilterFactory> all) {
        Analyzer analyzer = new CustomAnalyzer(
            tokenizer,
            charFilters.toArray(CharFilterFactory[]::new),
            before.stream().map(TokenFilterFactory::getSynonymFilter).toArray(TokenFilterFactory[]::new));
        String set = settings.get("synonyms_set");
        SynonymMap map = read(rules(set, context), analyzer);
        return new TokenFilterFactory() {
            @Override
            public String name() {
                return SynonymGraph.this.name();
            }

            @Override
            public TokenStream create(TokenStream stream) {
                return map.fst == null ? stream : new SynonymGraphFilter(stream, map, false);
            }

            @Override
            public TokenFilterFactory getSynonymFilter() {
                return IDENTITY_FILTER;
            }

            @Override
            public AnalysisMode getAnalysisMode() {
                return SynonymGraph.this.getAnalysisMode();
            }

            @Override
            public Set<String> getResourceNames() {
                return set == null ? Set.of() : Set.of(set);
            }
        };
    }

    private Reader rules(String set, IndexCreationContext context) {
        if (set == null) {
            return new StringReader(String.join("\n", Analysis.getWordList(environment, settings, "synonyms")));
        }
        // A set is read when the shards have started: the thread that creates an index must not wait for a search.
        return context == IndexCreationContext.RELOAD_ANALYZERS
            ? Analysis.getReaderFromIndex(Set.of(set), service, lenient)
            : new StringReader("");
    }

    private SynonymMap read(Reader rules, Analyzer analyzer) {
        SolrSynonymParser parser = new SolrSynonymParser(true, settings.getAsBoolean("expand", true), analyzer) {
            @Override
            public void add(CharsRef input, CharsRef output, boolean includeOriginal) {
                if (lenient == false || input.length > 0 && output.length > 0) {
                    super.add(input, output, includeOriginal);
                }
            }

            @Override
            public CharsRef analyze(String text, CharsRefBuilder reuse) throws IOException {
                try {
                    return super.analyze(text, reuse);
                } catch (IllegalArgumentException error) {
                    if (lenient) {
                        return new CharsRef("");
                    }
                    throw error;
                }
            }
        };
        try {
            parser.parse(rules);
            return parser.build();
        } catch (IOException | ParseException error) {
            throw new IllegalArgumentException("failed to build synonyms", error);
        }
    }
}
