package dongmaeng.glue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ConditionalTokenFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;

/** multiplexer of the module analysis-common: each token once for each chain of filters, at the same position. */
final class Multiplexer extends AbstractTokenFilterFactory {
    private final List<String> chains;
    private final boolean preserveOriginal;

    Multiplexer(String name, Settings settings) {
        super(name);
        chains = settings.getAsList("filters");
        preserveOriginal = settings.getAsBoolean("preserve_original", true);
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
        List<UnaryOperator<TokenStream>> wraps = new ArrayList<>();
        if (preserveOriginal) {
            wraps.add(stream -> stream);
        }
        for (String chain : chains) {
            List<TokenFilterFactory> known = new ArrayList<>(before);
            UnaryOperator<TokenStream> wrap = stream -> stream;
            for (String name : chain.split("\\s*,\\s*")) {
                TokenFilterFactory found = all.apply(name);
                if (found == null) {
                    throw new IllegalArgumentException("multiplexer [" + name() + "] names an unknown filter [" + name + "]");
                }
                TokenFilterFactory made = found.getChainAwareTokenFilterFactory(context, tokenizer, charFilters, known, all);
                known.add(made);
                UnaryOperator<TokenStream> inner = wrap;
                wrap = stream -> made.create(inner.apply(stream));
            }
            wraps.add(wrap);
        }
        return TokenFilters.of(name(), stream -> new RemoveDuplicatesTokenFilter(branched(stream, wraps)));
    }

    private static TokenStream branched(TokenStream stream, List<UnaryOperator<TokenStream>> wraps) {
        Repeater repeater = new Repeater(stream, wraps.size());
        TokenStream whole = repeater;
        for (int number = 0; number < wraps.size(); number++) {
            int branch = number;
            whole = new ConditionalTokenFilter(whole, wraps.get(number)::apply) {
                @Override
                protected boolean shouldFilter() {
                    return repeater.branch == branch;
                }
            };
        }
        return whole;
    }

    /** Gives each token several times, and says which time it is. */
    private static final class Repeater extends TokenFilter {
        private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
        private final int times;
        private State token;
        private int branch;

        private Repeater(TokenStream input, int times) {
            super(input);
            this.times = times;
            this.branch = times - 1;
        }

        @Override
        public boolean incrementToken() throws IOException {
            if (branch < times - 1) {
                restoreState(token);
                increment.setPositionIncrement(0);
                branch++;
                return true;
            }
            branch = 0;
            if (!input.incrementToken()) {
                return false;
            }
            token = captureState();
            return true;
        }

        @Override
        public void reset() throws IOException {
            super.reset();
            branch = times - 1;
            token = null;
        }
    }
}
