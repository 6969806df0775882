package dongmaeng.glue;

import java.util.List;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.delete.DeleteRequest;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.HandledTransportAction;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.index.reindex.BulkByPaginatedSearchResponse;
import org.elasticsearch.index.reindex.BulkByPaginatedSearchTask;
import org.elasticsearch.index.reindex.DeleteByQueryAction;
import org.elasticsearch.index.reindex.DeleteByQueryRequest;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.transport.TransportService;

/** Delete-by-query of the module reindex for up to 10,000 documents: replacing a synonyms set needs it. */
public final class DeleteByQuery extends HandledTransportAction<DeleteByQueryRequest, BulkByPaginatedSearchResponse> {
    private static final int MOST = 10_000; // the largest page of a search
    private final Client client;

    @Inject
    public DeleteByQuery(TransportService transport, ActionFilters filters, Client client) {
        super(DeleteByQueryAction.NAME, transport, filters, DeleteByQueryRequest::new, EsExecutors.DIRECT_EXECUTOR_SERVICE);
        this.client = client;
    }

    @Override
    protected void doExecute(
        Task task, DeleteByQueryRequest request, ActionListener<BulkByPaginatedSearchResponse> listener) {
        SearchRequest search = request.getSearchRequest();
        search.source().size(MOST);
        search.scroll(null);
        client.search(search, listener.delegateFailureAndWrap((then, found) -> {
            BulkRequest bulk = new BulkRequest();
            for (SearchHit hit : found.getHits().getHits()) {
                bulk.add(new DeleteRequest(hit.getIndex(), hit.getId()));
            }
            if (request.isRefresh()) {
                bulk.setRefreshPolicy(RefreshPolicy.IMMEDIATE);
            }
            if (bulk.numberOfActions() == 0) {
                then.onResponse(answer(0));
            } else {
                client.bulk(bulk, then.delegateFailureAndWrap((last, done) -> last.onResponse(answer(done.getItems().length))));
            }
        }));
    }

    private static BulkByPaginatedSearchResponse answer(long deleted) {
        return new BulkByPaginatedSearchResponse(
            TimeValue.ZERO,
            new BulkByPaginatedSearchTask.Status(
                null, deleted, 0, 0, deleted, 1, 0, 0, 0, 0, TimeValue.ZERO, Float.POSITIVE_INFINITY, null, TimeValue.ZERO),
            List.of(),
            List.of(),
            false);
    }
}
