import { SERVER } from '../entity.ts'
import * as is from './recipe.ts'

const common = { keep: ['cluster', 'namespace', 'job', 'instance'], entity: SERVER }

const nginx = is.recipes(common, [
  ['nginx_up', 'nginx up', is.ALIVE, 'min $by (nginx_up)'],
  [
    'nginx_http_requests_total',
    'requests',
    is.TRAFFIC,
    'sum $by ($rate(nginx_http_requests_total))',
  ],
  ['nginx_connections_active', 'connections', is.LEVEL, 'sum $by (nginx_connections_active)'],
  [
    'nginx_connections_accepted',
    'connections dropped',
    is.FAILURES,
    'sum $by ($rate(nginx_connections_accepted)) - sum $by ($rate(nginx_connections_handled))',
    { needs: ['nginx_connections_handled'] },
  ],
])

const perProxy = { keep: ['cluster', 'job', 'proxy'], entity: ['proxy', 'job'] }

const haproxy = is.recipes(perProxy, [
  [
    'haproxy_backend_http_responses_total',
    'errors',
    is.SHARE_FAILED,
    '(sum $by (rate(haproxy_backend_http_responses_total{code="5xx"}[$__window])) / (sum $by ($rate(haproxy_backend_http_responses_total)) > 0)) or (0 * sum $by ($rate(haproxy_backend_http_responses_total)))',
  ],
  [
    'haproxy_backend_http_responses_total',
    'requests',
    is.TRAFFIC,
    'sum $by ($rate(haproxy_backend_http_responses_total))',
  ],
  [
    'haproxy_backend_active_servers',
    'servers active',
    ['availability', 'count', 'down'],
    'sum $by (haproxy_backend_active_servers)',
  ],
  [
    'haproxy_backend_current_queue',
    'requests queued',
    is.WAITING,
    'sum $by (haproxy_backend_current_queue)',
  ],
  [
    'haproxy_backend_response_time_average_seconds',
    'mean latency',
    is.TAKES,
    'max $by (haproxy_backend_response_time_average_seconds)',
  ],
  [
    'haproxy_backend_connection_errors_total',
    'connection errors',
    is.FAILURES,
    'sum $by ($rate(haproxy_backend_connection_errors_total))',
  ],
  [
    'haproxy_frontend_current_sessions',
    'sessions used',
    is.USED,
    'max $by (haproxy_frontend_current_sessions) / (max $by (haproxy_frontend_limit_sessions) > 0)',
    { needs: ['haproxy_frontend_limit_sessions'], ...is.whole('out of sessions') },
  ],
])

const perCluster = {
  keep: ['cluster', 'namespace', 'job', 'envoy_cluster_name'],
  entity: ['envoy_cluster_name', 'job'],
}

const envoy = is.recipes(perCluster, [
  [
    'envoy_cluster_upstream_rq_xx',
    'errors',
    is.SHARE_FAILED,
    '(sum $by (rate(envoy_cluster_upstream_rq_xx{envoy_response_code_class="5"}[$__window])) / (sum $by ($rate(envoy_cluster_upstream_rq_xx)) > 0)) or (0 * sum $by ($rate(envoy_cluster_upstream_rq_xx)))',
  ],
  [
    'envoy_cluster_upstream_rq_total',
    'requests',
    is.TRAFFIC,
    'sum $by ($rate(envoy_cluster_upstream_rq_total))',
  ],
  [
    'envoy_cluster_upstream_rq_time',
    'p95 latency',
    is.TAKES,
    'histogram_quantile(0.95, sum $by+le ($rate(envoy_cluster_upstream_rq_time_bucket))) / 1000',
  ],
  [
    'envoy_cluster_membership_healthy',
    'hosts healthy',
    is.ALIVE,
    'min $by (envoy_cluster_membership_healthy) / (max $by (envoy_cluster_membership_total) > 0)',
    { needs: ['envoy_cluster_membership_total'] },
  ],
  [
    'envoy_cluster_upstream_rq_pending_overflow',
    'requests refused',
    is.FAILURES,
    'sum $by ($rate(envoy_cluster_upstream_rq_pending_overflow))',
  ],
])

const perWorkload = {
  keep: [
    'cluster',
    'destination_service_namespace',
    'destination_service_name',
    'destination_workload',
  ],
  entity: ['destination_service_name', 'destination_workload'],
  // The client's proxy counts the same requests again.
  where: [['reporter', '=', 'destination']] as const,
}

const istio = is.recipes(perWorkload, [
  [
    'istio_requests_total',
    'errors',
    is.SHARE_FAILED,
    '(sum $by (rate(istio_requests_total{reporter="destination",response_code=~"5.."}[$__window])) / (sum $by ($rate(istio_requests_total)) > 0)) or (0 * sum $by ($rate(istio_requests_total)))',
  ],
  ['istio_requests_total', 'requests', is.TRAFFIC, 'sum $by ($rate(istio_requests_total))'],
  [
    'istio_request_duration_milliseconds',
    'p95 latency',
    is.TAKES,
    'histogram_quantile(0.95, sum $by+le ($rate(istio_request_duration_milliseconds_bucket))) / 1000',
  ],
  [
    'istio_request_duration_milliseconds',
    'p99 latency',
    is.TAKES,
    'histogram_quantile(0.99, sum $by+le ($rate(istio_request_duration_milliseconds_bucket))) / 1000',
  ],
])

/** What tracing backends derive from spans: one service calling another. */
const perCall = { keep: ['client', 'server'], entity: ['server'] }

const serviceGraph = is.recipes(perCall, [
  [
    'traces_service_graph_request_failed_total',
    'failed calls',
    is.SHARE_FAILED,
    '(sum $by ($rate(traces_service_graph_request_failed_total)) / (sum $by ($rate(traces_service_graph_request_total)) > 0)) or (0 * sum $by ($rate(traces_service_graph_request_total)))',
    { needs: ['traces_service_graph_request_total'] },
  ],
  [
    'traces_service_graph_request_total',
    'calls',
    is.TRAFFIC,
    'sum $by ($rate(traces_service_graph_request_total))',
  ],
  [
    'traces_service_graph_request_server_seconds',
    'p95 latency of calls',
    is.TAKES,
    'histogram_quantile(0.95, sum $by+le ($rate(traces_service_graph_request_server_seconds_bucket)))',
  ],
])

/** nginx, HAProxy, Envoy, Istio, and the service graph of spans. */
export const proxies: readonly is.Recipe[] = [
  ...nginx,
  ...haproxy,
  ...envoy,
  ...istio,
  ...serviceGraph,
]
