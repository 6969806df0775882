package dongmaeng.glue;

import static java.util.Map.entry;
import static org.elasticsearch.plugins.AnalysisPlugin.requiresAnalysisSettings;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.ko.KoreanReadingFormFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenizer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.index.mapper.Mapper;
import org.elasticsearch.index.mapper.TextFieldMapper;
import org.elasticsearch.index.reindex.DeleteByQueryAction;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.MapperPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.synonyms.SynonymsManagementAPIService;

/**
 * What the distribution has in modules and plugins that are not on Maven Central, over public Lucene classes: the same
 * names, settings and defaults, and only what the product's index definition uses.
 */
public final class GluePlugin extends Plugin implements AnalysisPlugin, ActionPlugin, MapperPlugin {
    private volatile SynonymsManagementAPIService synonyms;

    @Override
    public Collection<?> createComponents(PluginServices services) {
        synonyms = new SynonymsManagementAPIService(services.client(), services.clusterService(), services.featureService());
        return List.of();
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.ofEntries(
            entry("mapping", requiresAnalysisSettings((index, environment, name, settings) ->
                CharFilters.mapping(environment, name, settings))),
            entry("pattern_replace", requiresAnalysisSettings((index, environment, name, settings) ->
                CharFilters.patternReplace(name, settings))));
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("nori_tokenizer", (index, environment, name, settings) -> Nori.tokenizer(environment, name, settings));
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.ofEntries(
            entry("nori_part_of_speech", (index, environment, name, settings) ->
                Nori.partOfSpeech(environment, name, settings)),
            entry("nori_readingform", (index, environment, name, settings) ->
                TokenFilters.of(name, KoreanReadingFormFilter::new)),
            entry("remove_duplicates", (index, environment, name, settings) ->
                TokenFilters.of(name, RemoveDuplicatesTokenFilter::new)),
            entry("length", (index, environment, name, settings) -> TokenFilters.length(name, settings)),
            entry("multiplexer", requiresAnalysisSettings((index, environment, name, settings) ->
                new Multiplexer(name, settings))),
            entry("pattern_replace", requiresAnalysisSettings((index, environment, name, settings) ->
                TokenFilters.patternReplace(name, settings))),
            entry("stemmer_override", requiresAnalysisSettings((index, environment, name, settings) ->
                TokenFilters.stemmerOverride(environment, name, settings))),
            entry("synonym_graph", requiresAnalysisSettings((index, environment, name, settings) ->
                new SynonymGraph(environment, name, settings, synonyms))));
    }

    @Override
    public List<PreConfiguredTokenizer> getPreConfiguredTokenizers() {
        return List.of(
            PreConfiguredTokenizer.singleton("keyword", KeywordTokenizer::new),
            PreConfiguredTokenizer.singleton("whitespace", WhitespaceTokenizer::new));
    }

    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return List.of(PreConfiguredTokenFilter.singleton("remove_duplicates", false, RemoveDuplicatesTokenFilter::new));
    }

    @Override
    public Map<String, Mapper.TypeParser> getMappers() {
        // The system index of synonym sets asks for it.
        return Map.of("match_only_text", TextFieldMapper.PARSER);
    }

    @Override
    public Collection<ActionHandler> getActions() {
        return List.of(new ActionHandler(DeleteByQueryAction.INSTANCE, DeleteByQuery.class));
    }

    @Override
    public Collection<RestHandler> getRestHandlers(
        RestHandlersServices services, Supplier<DiscoveryNodes> nodes, Predicate<NodeFeature> features) {
        return List.of(new MainPage());
    }
}
