import { SERVER, TARGET } from '../entity.ts'
import * as is from './recipe.ts'

const common = { keep: ['cluster', 'namespace', 'job', 'instance'], entity: SERVER }
const per = (...labels: string[]) => ({ keep: [...common.keep, ...labels] })
const outOfConnections = is.whole('out of connections')

const blackbox = is.recipes({ keep: ['job', 'instance', 'target'], entity: TARGET }, [
  ['probe_success', 'probe succeeds', is.ALIVE, 'min $by (probe_success)'],
  ['probe_duration_seconds', 'probe duration', is.TAKES, 'max $by (probe_duration_seconds)'],
])

const postgres = is.recipes(common, [
  ['pg_up', 'postgres up', is.ALIVE, 'min $by (pg_up)'],
  [
    'pg_stat_database_numbackends',
    'connections used',
    is.USED,
    'sum $by (pg_stat_database_numbackends) / (max $by (pg_settings_max_connections) > 0)',
    { needs: ['pg_settings_max_connections'], ...outOfConnections },
  ],
  [
    'pg_stat_database_xact_commit',
    'transactions',
    is.TRAFFIC,
    'sum $by ($rate(pg_stat_database_xact_commit))',
    per('datname'),
  ],
  [
    'pg_stat_database_xact_rollback',
    'rolled back',
    is.SHARE_FAILED,
    'sum $by ($rate(pg_stat_database_xact_rollback)) / (sum $by ($rate(pg_stat_database_xact_rollback)) + sum $by ($rate(pg_stat_database_xact_commit)))',
    { ...per('datname'), needs: ['pg_stat_database_xact_commit'] },
  ],
  [
    'pg_stat_database_deadlocks',
    'deadlocks',
    is.FAILURES,
    'sum $by ($rate(pg_stat_database_deadlocks))',
    per('datname'),
  ],
  [
    'pg_stat_database_blks_hit',
    'cache hits',
    ['level', 'ratio', 'down'],
    'sum $by ($rate(pg_stat_database_blks_hit)) / (sum $by ($rate(pg_stat_database_blks_hit)) + sum $by ($rate(pg_stat_database_blks_read)))',
    { needs: ['pg_stat_database_blks_read'] },
  ],
  [
    'pg_stat_database_temp_bytes',
    'temporary files written',
    ['saturation', 'bytes_per_second', 'up'],
    'sum $by ($rate(pg_stat_database_temp_bytes))',
  ],
  [
    'pg_replication_lag_seconds',
    'replication lag',
    is.BEHIND,
    'max $by (pg_replication_lag_seconds)',
  ],
  ['pg_replication_lag', 'replication lag', is.BEHIND, 'max $by (pg_replication_lag)'],
  [
    'pg_database_size_bytes',
    'database size',
    is.BYTES_HELD,
    'max $by (pg_database_size_bytes)',
    per('datname'),
  ],
  ['pg_locks_count', 'locks', is.WAITING, 'sum $by (pg_locks_count)', per('datname')],
  [
    'pg_stat_activity_max_tx_duration',
    'longest transaction',
    is.TAKES,
    'max $by (pg_stat_activity_max_tx_duration)',
    per('datname'),
  ],
])

const mysql = is.recipes(common, [
  ['mysql_up', 'mysql up', is.ALIVE, 'min $by (mysql_up)'],
  [
    'mysql_global_status_threads_connected',
    'connections used',
    is.USED,
    'max $by (mysql_global_status_threads_connected) / max $by (mysql_global_variables_max_connections)',
    { needs: ['mysql_global_variables_max_connections'], ...outOfConnections },
  ],
  [
    'mysql_global_status_queries',
    'queries',
    is.TRAFFIC,
    'sum $by ($rate(mysql_global_status_queries))',
  ],
  [
    'mysql_global_status_slow_queries',
    'slow queries',
    is.FAILURES,
    'sum $by ($rate(mysql_global_status_slow_queries))',
  ],
  [
    'mysql_global_status_aborted_connects',
    'aborted connects',
    is.FAILURES,
    'sum $by ($rate(mysql_global_status_aborted_connects))',
  ],
  [
    'mysql_global_status_connection_errors_total',
    'connection errors',
    is.FAILURES,
    'sum $by ($rate(mysql_global_status_connection_errors_total))',
  ],
  [
    'mysql_global_status_threads_running',
    'threads running',
    is.WAITING,
    'max $by (mysql_global_status_threads_running)',
  ],
  [
    'mysql_global_status_innodb_row_lock_waits',
    'row lock waits',
    ['saturation', 'per_second', 'up'],
    'sum $by ($rate(mysql_global_status_innodb_row_lock_waits))',
  ],
  [
    'mysql_slave_status_seconds_behind_master',
    'replication lag',
    is.BEHIND,
    'max $by (mysql_slave_status_seconds_behind_master)',
  ],
])

const redis = is.recipes(common, [
  ['redis_up', 'redis up', is.ALIVE, 'min $by (redis_up)'],
  [
    'redis_memory_used_bytes',
    'memory of its limit',
    is.USED,
    'max $by (redis_memory_used_bytes) / (max $by (redis_memory_max_bytes) > 0)',
    { needs: ['redis_memory_max_bytes'], ...is.whole('full') },
  ],
  ['redis_memory_used_bytes', 'memory', is.BYTES_HELD, 'max $by (redis_memory_used_bytes)'],
  [
    'redis_connected_clients',
    'connections used',
    is.USED,
    'max $by (redis_connected_clients) / max $by (redis_config_maxclients)',
    { needs: ['redis_config_maxclients'], ...outOfConnections },
  ],
  [
    'redis_commands_processed_total',
    'commands',
    is.TRAFFIC,
    'sum $by ($rate(redis_commands_processed_total))',
  ],
  [
    'redis_commands_duration_seconds_total',
    'command time',
    is.TAKES,
    'sum $by ($rate(redis_commands_duration_seconds_total)) / sum $by ($rate(redis_commands_total))',
    { needs: ['redis_commands_total'] },
  ],
  [
    'redis_evicted_keys_total',
    'evicted keys',
    is.FAILURES,
    'sum $by ($rate(redis_evicted_keys_total))',
  ],
  [
    'redis_rejected_connections_total',
    'rejected connections',
    is.FAILURES,
    'sum $by ($rate(redis_rejected_connections_total))',
  ],
  [
    'redis_keyspace_hits_total',
    'cache hits',
    ['level', 'ratio', 'down'],
    'sum $by ($rate(redis_keyspace_hits_total)) / (sum $by ($rate(redis_keyspace_hits_total)) + sum $by ($rate(redis_keyspace_misses_total)))',
    { needs: ['redis_keyspace_misses_total'] },
  ],
  ['redis_master_link_up', 'replication up', is.ALIVE, 'min $by (redis_master_link_up)'],
])

const otherStores = is.recipes(common, [
  ['mongodb_up', 'mongodb up', is.ALIVE, 'min $by (mongodb_up)'],
  ['memcached_up', 'memcached up', is.ALIVE, 'min $by (memcached_up)'],
  [
    'elasticsearch_cluster_health_status',
    'cluster green',
    is.ALIVE,
    'max $by (elasticsearch_cluster_health_status$where)',
    { keep: ['cluster', 'job'], entity: ['cluster', 'job'], where: [['color', '=', 'green']] },
  ],
  [
    'elasticsearch_filesystem_data_available_bytes',
    'disk space used',
    is.USED,
    '1 - min $by (elasticsearch_filesystem_data_available_bytes / elasticsearch_filesystem_data_size_bytes)',
    { ...per('name'), needs: ['elasticsearch_filesystem_data_size_bytes'], ...is.whole('full') },
  ],
])

const kafka = is.recipes({ keep: ['cluster', 'namespace', 'job'], entity: ['job'] }, [
  [
    'kafka_consumergroup_lag',
    'consumer lag',
    is.WAITING,
    'sum $by (kafka_consumergroup_lag)',
    per('consumergroup', 'topic'),
  ],
  [
    'kafka_topic_partition_under_replicated_partition',
    'under-replicated partitions',
    is.FAILED_NOW,
    'sum $by (kafka_topic_partition_under_replicated_partition)',
  ],
  [
    'kafka_server_replicamanager_underreplicatedpartitions',
    'under-replicated partitions',
    is.FAILED_NOW,
    'sum $by (kafka_server_replicamanager_underreplicatedpartitions)',
  ],
  [
    'kafka_controller_kafkacontroller_offlinepartitionscount',
    'offline partitions',
    is.FAILED_NOW,
    'sum $by (kafka_controller_kafkacontroller_offlinepartitionscount)',
  ],
  ['kafka_brokers', 'brokers', ['availability', 'count', 'down'], 'max $by (kafka_brokers)'],
  [
    'kafka_topic_partition_current_offset',
    'messages',
    is.TRAFFIC,
    'sum $by ($rate(kafka_topic_partition_current_offset))',
    per('topic'),
  ],
])

const rabbitmq = is.recipes(common, [
  [
    'rabbitmq_queue_messages_ready',
    'messages waiting',
    is.WAITING,
    'sum $by (rabbitmq_queue_messages_ready)',
    { keep: ['cluster', 'job', 'vhost', 'queue'], entity: ['job'] },
  ],
  [
    'rabbitmq_queue_messages_unacked',
    'messages unacknowledged',
    is.WAITING,
    'sum $by (rabbitmq_queue_messages_unacked)',
    { keep: ['cluster', 'job', 'vhost', 'queue'], entity: ['job'] },
  ],
  [
    'rabbitmq_disk_space_available_bytes',
    'disk space left',
    is.LEFT_BYTES,
    'min $by (rabbitmq_disk_space_available_bytes)',
    is.nothingLeft('full'),
  ],
  [
    'rabbitmq_process_open_fds',
    'file descriptors used',
    is.USED,
    'max $by (rabbitmq_process_open_fds) / max $by (rabbitmq_process_max_fds)',
    { needs: ['rabbitmq_process_max_fds'], ...is.whole('out of file descriptors') },
  ],
  [
    'rabbitmq_process_resident_memory_bytes',
    'memory of its limit',
    is.USED,
    'max $by (rabbitmq_process_resident_memory_bytes) / max $by (rabbitmq_resident_memory_limit_bytes)',
    { needs: ['rabbitmq_resident_memory_limit_bytes'], ...is.whole('out of memory') },
  ],
  [
    'rabbitmq_global_messages_received_total',
    'messages',
    is.TRAFFIC,
    'sum $by ($rate(rabbitmq_global_messages_received_total))',
  ],
])

/** Probes, databases, caches and brokers, by their usual exporters. */
export const servers: readonly is.Recipe[] = [
  ...blackbox,
  ...postgres,
  ...mysql,
  ...redis,
  ...otherStores,
  ...kafka,
  ...rabbitmq,
]
