package dongmaeng.glue;

import java.util.List;
import org.apache.lucene.util.Version;
import org.elasticsearch.Build;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.RestChannel;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestRequest.Method;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xcontent.XContentBuilder;

/** GET / of the module rest-root: the name and version of the server. */
final class MainPage implements RestHandler {
    @Override
    public List<Route> routes() {
        return List.of(new Route(Method.GET, "/"), new Route(Method.HEAD, "/"));
    }

    @Override
    public void handleRequest(RestRequest request, RestChannel channel, NodeClient client) throws Exception {
        XContentBuilder page = channel.newBuilder();
        page.startObject().field("name", client.getLocalNodeId()).field("cluster_name", client.settings().get("cluster.name"));
        page.field("cluster_uuid", "_na_").startObject("version").field("number", Build.current().version());
        page.field("build_flavor", "default").field("lucene_version", Version.LATEST.toString()).endObject();
        page.field("tagline", "You Know, for Search").endObject();
        channel.sendResponse(new RestResponse(RestStatus.OK, page));
    }
}
