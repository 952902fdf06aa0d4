import { SERVICE } from '../entity.ts'
import * as is from './recipe.ts'

// A process belongs to its service; of many replicas the worst one speaks for all.
const common = {
  keep: [
    'cluster',
    'namespace',
    'service',
    'service_name',
    'app',
    'application',
    'job',
    'instance',
  ],
  entity: SERVICE,
  instance: 'auto',
} as const
const perPool = { keep: [...common.keep, 'pool', 'name'] }

const process = is.recipes(common, [
  [
    'process_open_fds',
    'file descriptors used',
    is.USED,
    'max $by (process_open_fds / process_max_fds)',
    { needs: ['process_max_fds'], ...is.whole('out of file descriptors') },
  ],
  [
    'process_resident_memory_bytes',
    'memory',
    ['utilization', 'bytes', 'up'],
    'max $by (process_resident_memory_bytes)',
  ],
  [
    'process_cpu_seconds_total',
    'CPU cores used',
    ['utilization', 'none', 'up'],
    'max $by ($rate(process_cpu_seconds_total))',
  ],
  // Micrometer's names of the same.
  [
    'process_files_open_files',
    'file descriptors used',
    is.USED,
    'max $by (process_files_open_files / (process_files_max_files > 0))',
    { needs: ['process_files_max_files'], ...is.whole('out of file descriptors') },
  ],
  // No maximum is 0.
  [
    'go_sql_in_use_connections',
    'connection pool used',
    is.USED,
    'max $by (go_sql_in_use_connections / (go_sql_max_open_connections > 0))',
    {
      keep: [...common.keep, 'db_name'],
      needs: ['go_sql_max_open_connections'],
      ...is.whole('out of connections'),
    },
  ],
  ['go_goroutines', 'goroutines', ['level', 'count', 'up'], 'max $by (go_goroutines)'],
  [
    'nodejs_eventloop_lag_p99_seconds',
    'p99 event loop lag',
    is.BEHIND,
    'max $by (nodejs_eventloop_lag_p99_seconds)',
  ],
  [
    'nodejs_heap_size_used_bytes',
    'heap',
    ['utilization', 'bytes', 'up'],
    'max $by (nodejs_heap_size_used_bytes)',
  ],
])

const jvm = is.recipes(common, [
  // Pools without a maximum say -1.
  [
    'jvm_memory_used_bytes',
    'heap used',
    is.USED,
    'max $by (sum by (job, instance, pod) (jvm_memory_used_bytes$where) / sum by (job, instance, pod) (jvm_memory_max_bytes$where > 0))',
    {
      needs: ['jvm_memory_max_bytes'],
      where: [['area', '=', 'heap']],
      keep: ['job', 'instance'],
      ...is.whole('out of heap'),
    },
  ],
  [
    'jvm_memory_bytes_used',
    'heap used',
    is.USED,
    'max $by (jvm_memory_bytes_used$where / (jvm_memory_bytes_max$where > 0))',
    {
      needs: ['jvm_memory_bytes_max'],
      where: [['area', '=', 'heap']],
      keep: ['job', 'instance'],
      ...is.whole('out of heap'),
    },
  ],
  [
    'jvm_gc_pause_seconds',
    'time in garbage collection',
    is.PRESSURE,
    'max $by ($rate(jvm_gc_pause_seconds_sum))',
  ],
  [
    'jvm_threads_live_threads',
    'threads',
    ['level', 'count', 'up'],
    'max $by (jvm_threads_live_threads)',
  ],
  [
    'hikaricp_connections_active',
    'connection pool used',
    is.USED,
    'max $by (hikaricp_connections_active / hikaricp_connections_max)',
    { ...perPool, needs: ['hikaricp_connections_max'], ...is.whole('out of connections') },
  ],
  [
    'hikaricp_connections_pending',
    'waiting for a connection',
    is.WAITING,
    'sum $by (hikaricp_connections_pending)',
    perPool,
  ],
  [
    'hikaricp_connections_timeout_total',
    'connection timeouts',
    is.FAILURES,
    'sum $by ($rate(hikaricp_connections_timeout_total))',
    perPool,
  ],
  [
    'tomcat_threads_busy_threads',
    'worker threads used',
    is.USED,
    'max $by (tomcat_threads_busy_threads / tomcat_threads_config_max_threads)',
    { ...perPool, needs: ['tomcat_threads_config_max_threads'], ...is.whole('out of threads') },
  ],
  [
    'logback_events_total',
    'errors logged',
    is.FAILURES,
    'sum $by ($rate(logback_events_total))',
    { where: [['level', '=', 'error']] },
  ],
  ['executor_queued_tasks', 'tasks queued', is.WAITING, 'sum $by (executor_queued_tasks)', perPool],
])

const php = is.recipes(common, [
  [
    'phpfpm_active_processes',
    'workers used',
    is.USED,
    'max $by (phpfpm_active_processes / phpfpm_total_processes)',
    { ...perPool, needs: ['phpfpm_total_processes'] },
  ],
  ['phpfpm_listen_queue', 'requests queued', is.WAITING, 'sum $by (phpfpm_listen_queue)', perPool],
])

const perServer = { keep: ['cluster', 'namespace', 'job', 'instance'], entity: ['job'] }

const prometheus = is.recipes(perServer, [
  [
    'prometheus_http_requests_total',
    'API errors',
    is.SHARE_FAILED,
    '(sum $by (rate(prometheus_http_requests_total{code=~"5.."}[$__window])) / (sum $by ($rate(prometheus_http_requests_total)) > 0)) or (0 * sum $by ($rate(prometheus_http_requests_total)))',
  ],
  [
    'prometheus_http_requests_total',
    'API requests',
    is.TRAFFIC,
    'sum $by ($rate(prometheus_http_requests_total))',
  ],
  [
    'prometheus_config_last_reload_successful',
    'config loaded',
    is.ALIVE,
    'min $by (prometheus_config_last_reload_successful)',
  ],
  [
    'prometheus_tsdb_head_series',
    'series in memory',
    ['level', 'count', 'up'],
    'max $by (prometheus_tsdb_head_series)',
  ],
  [
    'prometheus_rule_evaluation_failures_total',
    'rule failures',
    is.FAILURES,
    'sum $by ($rate(prometheus_rule_evaluation_failures_total))',
  ],
  [
    'prometheus_notifications_dropped_total',
    'alerts dropped',
    is.FAILURES,
    'sum $by ($rate(prometheus_notifications_dropped_total))',
  ],
  [
    'prometheus_notifications_queue_length',
    'alert queue used',
    is.USED,
    'max $by (prometheus_notifications_queue_length) / max $by (prometheus_notifications_queue_capacity)',
    { needs: ['prometheus_notifications_queue_capacity'], ...is.whole('full') },
  ],
  [
    'prometheus_remote_storage_samples_failed_total',
    'remote write failures',
    is.FAILURES,
    'sum $by ($rate(prometheus_remote_storage_samples_failed_total))',
  ],
  [
    'prometheus_rule_group_last_duration_seconds',
    'rule group of its interval',
    is.USED,
    'max $by (prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds)',
    { needs: ['prometheus_rule_group_interval_seconds'], ...is.whole('missing evaluations') },
  ],
  [
    'alertmanager_config_last_reload_successful',
    'config loaded',
    is.ALIVE,
    'min $by (alertmanager_config_last_reload_successful)',
  ],
  [
    'alertmanager_notifications_failed_total',
    'notifications failed',
    is.SHARE_FAILED,
    '(sum $by ($rate(alertmanager_notifications_failed_total)) / (sum $by ($rate(alertmanager_notifications_total)) > 0)) or (0 * sum $by ($rate(alertmanager_notifications_total)))',
    { needs: ['alertmanager_notifications_total'], keep: [...perServer.keep, 'integration'] },
  ],
])

/** Processes, language runtimes and their pools, Prometheus and Alertmanager themselves. */
export const runtimes: readonly is.Recipe[] = [...process, ...jvm, ...php, ...prometheus]
