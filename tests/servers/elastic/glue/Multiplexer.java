package dongmaeng.glue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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

/** multiplexer of the module analysis-common, for branches of one filter each. */
final class Multiplexer extends AbstractTokenFilterFactory {
    private final List<String> names;
    private final boolean preserveOriginal;

    Multiplexer(String name, Settings settings) {
        super(name);
        names = settings.getAsList("filters");
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
        List<TokenFilterFactory> branches = new ArrayList<>();
        if (preserveOriginal) {
            branches.add(IDENTITY_FILTER);
        }
        for (String branch : names) {
            branches.add(all.apply(branch)
                .getChainAwareTokenFilterFactory(context, tokenizer, charFilters, before, all));
        }
        return TokenFilters.of(name(), stream -> {
            Copies copies = new Copies(stream, branches.size());
            TokenStream branched = copies;
            for (int i = 0; i < branches.size(); i++) {
                int branch = i;
                branched = new ConditionalTokenFilter(branched, branches.get(i)::create) {
                    @Override
                    protected boolean shouldFilter() {
                        return copies.current == branch;
                    }
                };
            }
            return new RemoveDuplicatesTokenFilter(branched);
        });
    }

    /** Gives each token once for each branch, at one position. */
    private static final class Copies extends TokenFilter {
        private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
        private final int wanted;
        private State token;
        private int current;

        Copies(TokenStream stream, int wanted) {
            super(stream);
            this.wanted = wanted;
            this.current = wanted - 1;
        }

        @Override
        public boolean incrementToken() throws IOException {
            if (current + 1 < wanted) {
                current++;
                restoreState(token);
                increment.setPositionIncrement(0);
                return true;
            }
            if (input.incrementToken() == false) {
                return false;
            }
            current = 0;
            token = captureState();
            return true;
        }

        @Override
        public void reset() throws IOException {
            super.reset();
            current = wanted - 1;
        }
    }
}
