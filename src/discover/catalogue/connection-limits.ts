import { SERVER } from '../entity.ts'
import * as is from './recipe.ts'

const common = { keep: ['cluster', 'namespace', 'job', 'instance'], entity: SERVER }
const outOfConnections = is.whole('out of connections')

/** Servers and poolers that tell how many connections they allow. */
export const connectionLimits: readonly is.Recipe[] = is.recipes(common, [
  [
    'pgbouncer_pools_client_active_connections',
    'client connections used',
    is.USED,
    '(sum $by (pgbouncer_pools_client_active_connections) + sum $by (pgbouncer_pools_client_waiting_connections)) / (max $by (pgbouncer_config_max_client_connections) > 0)',
    {
      needs: [
        'pgbouncer_pools_client_waiting_connections',
        'pgbouncer_config_max_client_connections',
      ],
      ...outOfConnections,
    },
  ],
  [
    'pgbouncer_pools_client_waiting_connections',
    'waiting for a connection',
    is.WAITING,
    'sum $by (pgbouncer_pools_client_waiting_connections)',
    { keep: [...common.keep, 'database'] },
  ],
  // No maximum is 0.
  [
    'pgbouncer_databases_current_connections',
    'connections used',
    is.USED,
    'max $by (pgbouncer_databases_current_connections / (pgbouncer_databases_max_connections > 0))',
    {
      keep: [...common.keep, 'database'],
      needs: ['pgbouncer_databases_max_connections'],
      ...outOfConnections,
    },
  ],
  [
    'mongodb_ss_connections',
    'connections used',
    is.USED,
    'max $by (mongodb_ss_connections$where) / (max $by (mongodb_ss_connections$where) + max $by (mongodb_ss_connections{conn_type="available"}))',
    { where: [['conn_type', '=', 'current']], ...outOfConnections },
  ],
  [
    'memcached_current_connections',
    'connections used',
    is.USED,
    'max $by (memcached_current_connections) / (max $by (memcached_max_connections) > 0)',
    { needs: ['memcached_max_connections'], ...outOfConnections },
  ],
  [
    'mysql_global_status_open_files',
    'open files of the allowed',
    is.USED,
    'max $by (mysql_global_status_open_files) / (max $by (mysql_global_variables_open_files_limit) > 0)',
    { needs: ['mysql_global_variables_open_files_limit'], ...is.whole('out of files') },
  ],
  [
    'elasticsearch_jvm_memory_used_bytes',
    'heap used',
    is.USED,
    'max $by (elasticsearch_jvm_memory_used_bytes$where / (elasticsearch_jvm_memory_max_bytes$where > 0))',
    {
      keep: [...common.keep, 'name'],
      needs: ['elasticsearch_jvm_memory_max_bytes'],
      where: [['area', '=', 'heap']],
      ...is.whole('out of heap'),
    },
  ],
])
