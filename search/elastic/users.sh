#!/bin/sh
# Gives Kibana and the workers their passwords: run once before either starts; safe to repeat.
set -eu

ask() {
  method=$1 path=$2 body=$3
  curl --silent --show-error --fail-with-body --user "elastic:$ELASTIC_PASSWORD" \
    --header "Content-Type: application/json" --request "$method" --data "$body" \
    "$ELASTICSEARCH_URL$path" > /dev/null
}

ask POST /_security/user/kibana_system/_password "{\"password\": \"$KIBANA_PASSWORD\"}"
ask PUT /_security/role/dongmaeng '{
  "cluster": ["monitor", "manage_index_templates", "manage_search_synonyms"],
  "indices": [{"names": ["dongmaeng-*"], "privileges": ["all"]}]
}'
ask PUT /_security/user/dongmaeng "{\"password\": \"$DONGMAENG_PASSWORD\", \"roles\": [\"dongmaeng\"]}"
