import { HOST } from '../entity.ts'
import type { Matcher } from '../promql.ts'
import * as is from './recipe.ts'

// The exporters' own job, instance, service and pod labels say nothing of the thing described.
const owned = (...names: string[]) => ({
  keep: ['cluster', 'namespace', ...names],
  entity: [...names, 'namespace'],
})
const perNode = { keep: ['cluster', 'node', 'condition'], entity: ['node'] }
const perClaim = owned('persistentvolumeclaim')
const perContainer = owned('container')
const REAL_CONTAINER: Matcher[] = [['container', '!~', '|POD']]

const kubeState = is.recipes(owned('deployment'), [
  [
    'kube_deployment_status_replicas_available',
    'replicas available',
    is.ALIVE,
    'sum $by (kube_deployment_status_replicas_available) / (sum $by (kube_deployment_spec_replicas) > 0)',
    { needs: ['kube_deployment_spec_replicas'] },
  ],
  [
    'kube_statefulset_status_replicas_ready',
    'replicas ready',
    is.ALIVE,
    'sum $by (kube_statefulset_status_replicas_ready) / (sum $by (kube_statefulset_replicas) > 0)',
    { ...owned('statefulset'), needs: ['kube_statefulset_replicas'] },
  ],
  [
    'kube_daemonset_status_number_ready',
    'pods ready',
    is.ALIVE,
    'sum $by (kube_daemonset_status_number_ready) / (sum $by (kube_daemonset_status_desired_number_scheduled) > 0)',
    { ...owned('daemonset'), needs: ['kube_daemonset_status_desired_number_scheduled'] },
  ],
  [
    'kube_pod_container_status_restarts_total',
    'container restarts',
    is.FAILURES,
    'sum $by ($rate(kube_pod_container_status_restarts_total))',
    perContainer,
  ],
  [
    'kube_pod_container_status_waiting_reason',
    'containers waiting',
    is.FAILED_NOW,
    'sum $by (kube_pod_container_status_waiting_reason$where)',
    { ...owned('reason'), entity: ['namespace'], where: [['reason', '!=', 'ContainerCreating']] },
  ],
  [
    'kube_pod_status_phase',
    'pods not running',
    is.FAILED_NOW,
    'sum $by (kube_pod_status_phase$where)',
    {
      ...owned('phase'),
      entity: ['namespace'],
      where: [['phase', '=~', 'Pending|Failed|Unknown']],
    },
  ],
  [
    'kube_node_status_condition',
    'node ready',
    is.ALIVE,
    'max $by (kube_node_status_condition$where)',
    {
      ...perNode,
      where: [
        ['condition', '=', 'Ready'],
        ['status', '=', 'true'],
      ],
    },
  ],
  [
    'kube_node_status_condition',
    'node condition',
    is.FAILED_NOW,
    'max $by (kube_node_status_condition$where)',
    {
      ...perNode,
      where: [
        ['condition', '!=', 'Ready'],
        ['status', '=', 'true'],
      ],
    },
  ],
  [
    'kube_job_status_failed',
    'failed jobs',
    is.FAILED_NOW,
    'sum $by (kube_job_status_failed)',
    owned(),
  ],
  [
    'kube_horizontalpodautoscaler_status_current_replicas',
    'replicas of the allowed',
    is.USED,
    'max $by (kube_horizontalpodautoscaler_status_current_replicas) / max $by (kube_horizontalpodautoscaler_spec_max_replicas)',
    {
      ...owned('horizontalpodautoscaler'),
      needs: ['kube_horizontalpodautoscaler_spec_max_replicas'],
      ...is.whole('out of replicas'),
    },
  ],
  [
    'kube_resourcequota',
    'quota',
    is.USED,
    'max $by (kube_resourcequota$where) / (max $by (kube_resourcequota{type="hard"}) > 0)',
    {
      ...owned('resourcequota'),
      keep: ['cluster', 'namespace', 'resourcequota', 'resource'],
      where: [['type', '=', 'used']],
      ...is.whole('used up'),
    },
  ],
  // A pod that has ended still has its info, but takes no place any more.
  [
    'kube_node_status_allocatable',
    'places for pods used',
    is.USED,
    'count $by (kube_pod_info and on (cluster, namespace, pod) (kube_pod_status_phase{phase="Running"} == 1)) / max $by (kube_node_status_allocatable$where)',
    {
      keep: ['cluster', 'node'],
      entity: ['node'],
      needs: ['kube_pod_status_phase'],
      where: [['resource', '=', 'pods']],
      ...is.whole('full'),
    },
  ],
])

const kubelet = is.recipes(perContainer, [
  [
    'kubelet_volume_stats_available_bytes',
    'volume space used',
    is.USED,
    '1 - max $by (kubelet_volume_stats_available_bytes) / max $by (kubelet_volume_stats_capacity_bytes)',
    { ...perClaim, needs: ['kubelet_volume_stats_capacity_bytes'], ...is.whole('full') },
  ],
  [
    'kubelet_volume_stats_inodes_used',
    'volume inodes used',
    is.USED,
    'max $by (kubelet_volume_stats_inodes_used) / (max $by (kubelet_volume_stats_inodes) > 0)',
    { ...perClaim, needs: ['kubelet_volume_stats_inodes'], ...is.whole('out of inodes') },
  ],
  [
    'container_cpu_usage_seconds_total',
    'CPU cores used',
    ['utilization', 'none', 'up'],
    'sum $by ($rate(container_cpu_usage_seconds_total))',
    { where: REAL_CONTAINER },
  ],
  [
    'container_cpu_cfs_throttled_periods_total',
    'CPU throttled',
    is.PRESSURE,
    'sum $by ($rate(container_cpu_cfs_throttled_periods_total)) / sum $by ($rate(container_cpu_cfs_periods_total))',
    { needs: ['container_cpu_cfs_periods_total'], where: REAL_CONTAINER },
  ],
  [
    'container_memory_working_set_bytes',
    'memory of its limit',
    is.USED,
    'max $by (container_memory_working_set_bytes$where / (container_spec_memory_limit_bytes$where > 0))',
    {
      needs: ['container_spec_memory_limit_bytes'],
      where: REAL_CONTAINER,
      ...is.whole('out of memory'),
    },
  ],
  // The worst container, not the sum: adding a replica is no leak.
  [
    'container_memory_working_set_bytes',
    'memory',
    ['utilization', 'bytes', 'up'],
    'max $by (container_memory_working_set_bytes$where)',
    { where: REAL_CONTAINER },
  ],
  [
    'container_oom_events_total',
    'killed for memory',
    is.FAILURES,
    'sum $by ($rate(container_oom_events_total))',
    { where: REAL_CONTAINER },
  ],
  [
    'container_network_receive_errors_total',
    'network receive errors',
    is.FAILURES,
    'sum $by ($rate(container_network_receive_errors_total))',
    { ...owned(), entity: ['namespace'] },
  ],
])

const certificates = is.recipes({ keep: ['cluster', 'node', 'instance'], entity: HOST }, [
  [
    'kubelet_certificate_manager_client_ttl_seconds',
    'client certificate left',
    is.LEFT_SECONDS,
    'min $by (kubelet_certificate_manager_client_ttl_seconds)',
    is.nothingLeft('expired'),
  ],
  [
    'kubelet_certificate_manager_server_ttl_seconds',
    'server certificate left',
    is.LEFT_SECONDS,
    'min $by (kubelet_certificate_manager_server_ttl_seconds)',
    is.nothingLeft('expired'),
  ],
])

const perVerb = { keep: ['cluster', 'verb'], entity: ['job'] }

const controlPlane = is.recipes({ ...perVerb, keep: ['cluster', 'job', 'verb'] }, [
  [
    'apiserver_request_total',
    'API server errors',
    is.SHARE_FAILED,
    '(sum $by (rate(apiserver_request_total{code=~"5.."}[$__window])) / (sum $by ($rate(apiserver_request_total)) > 0)) or (0 * sum $by ($rate(apiserver_request_total)))',
  ],
  [
    'apiserver_request_total',
    'API server requests',
    is.TRAFFIC,
    'sum $by ($rate(apiserver_request_total))',
  ],
  [
    'apiserver_request_duration_seconds',
    'API server p99 latency',
    is.TAKES,
    'histogram_quantile(0.99, sum $by+le ($rate(apiserver_request_duration_seconds_bucket)))',
    { where: [['verb', '!~', 'WATCH|CONNECT']] },
  ],
  [
    'etcd_server_has_leader',
    'etcd has a leader',
    is.ALIVE,
    'min $by (etcd_server_has_leader)',
    { keep: ['cluster', 'job', 'instance'], entity: ['job', 'instance'] },
  ],
  [
    'etcd_server_leader_changes_seen_total',
    'etcd leader changes',
    is.FAILURES,
    'max $by ($rate(etcd_server_leader_changes_seen_total))',
  ],
  [
    'etcd_disk_wal_fsync_duration_seconds',
    'etcd p99 fsync',
    is.TAKES,
    'histogram_quantile(0.99, sum $by+le ($rate(etcd_disk_wal_fsync_duration_seconds_bucket)))',
    { keep: ['cluster', 'job', 'instance'], entity: ['job', 'instance'] },
  ],
  [
    'etcd_mvcc_db_total_size_in_bytes',
    'etcd database of its quota',
    is.USED,
    'max $by (etcd_mvcc_db_total_size_in_bytes) / (max $by (etcd_server_quota_backend_bytes) > 0)',
    {
      needs: ['etcd_server_quota_backend_bytes'],
      keep: ['cluster', 'job', 'instance'],
      entity: ['job', 'instance'],
      ...is.whole('full'),
    },
  ],
])

/** kube-state-metrics, kubelet and cAdvisor, API server and etcd. */
export const kubernetes: readonly is.Recipe[] = [
  ...kubeState,
  ...kubelet,
  ...certificates,
  ...controlPlane,
]
