import { HOST } from '../entity.ts'
import type { Matcher } from '../promql.ts'
import * as is from './recipe.ts'

const common = { keep: ['cluster', 'job', 'instance', 'node', 'nodename'], entity: HOST }
const perDevice = { keep: [...common.keep, 'device'] }

/** File systems that live in memory, or are read-only images and full by nature. */
const REAL_FS: Matcher[] = [
  ['fstype', '!~', 'tmpfs|ramfs|devtmpfs|overlay|squashfs|iso9660|nsfs|autofs|fuse.*|erofs'],
]
const perFs = { keep: [...perDevice.keep, 'mountpoint', 'fstype'], where: REAL_FS }
const perDisk = { ...perDevice, where: [['device', '!~', 'loop.*|ram.*|sr.*|fd.*']] as Matcher[] }
const perNic = {
  ...perDevice,
  where: [
    ['device', '!~', 'lo|veth.*|cali.*|docker.*|br-.*|virbr.*|flannel.*|cni.*|lxc.*|tap.*'],
  ] as Matcher[],
}

/** https://github.com/prometheus/node_exporter, and the same ideas of windows_exporter. */
export const node: readonly is.Recipe[] = is.recipes(common, [
  [
    'node_cpu_seconds_total',
    'CPU used',
    is.USED,
    '1 - avg $by ($rate(node_cpu_seconds_total))',
    {
      where: [['mode', '=', 'idle']],
    },
  ],
  [
    'node_cpu_seconds_total',
    'CPU waiting for disks',
    is.PRESSURE,
    'avg $by ($rate(node_cpu_seconds_total))',
    {
      where: [['mode', '=', 'iowait']],
    },
  ],
  [
    'node_cpu_seconds_total',
    'CPU stolen by the host',
    is.PRESSURE,
    'avg $by ($rate(node_cpu_seconds_total))',
    {
      where: [['mode', '=', 'steal']],
    },
  ],
  ['node_load1', 'load', ['saturation', 'none', 'up'], 'max $by (node_load1)'],
  [
    'node_memory_MemAvailable_bytes',
    'memory used',
    is.USED,
    '1 - max $by (node_memory_MemAvailable_bytes) / max $by (node_memory_MemTotal_bytes)',
    { needs: ['node_memory_MemTotal_bytes'], ...is.whole('out of memory') },
  ],
  [
    'node_vmstat_pswpout',
    'pages swapped out',
    ['saturation', 'per_second', 'up'],
    'max $by ($rate(node_vmstat_pswpout))',
  ],
  [
    'node_vmstat_oom_kill',
    'processes killed for memory',
    is.FAILURES,
    'max $by ($rate(node_vmstat_oom_kill))',
  ],
  [
    'node_filesystem_avail_bytes',
    'disk space used',
    is.USED,
    '1 - max $by (node_filesystem_avail_bytes$where) / max $by (node_filesystem_size_bytes$where)',
    { ...perFs, needs: ['node_filesystem_size_bytes'], ...is.whole('full') },
  ],
  [
    'node_filesystem_files_free',
    'inodes used',
    is.USED,
    '1 - max $by (node_filesystem_files_free$where) / (max $by (node_filesystem_files$where) > 0)',
    { ...perFs, needs: ['node_filesystem_files'], ...is.whole('out of inodes') },
  ],
  [
    'node_filesystem_readonly',
    'file system read-only',
    is.FAILED_NOW,
    'max $by (node_filesystem_readonly$where)',
    perFs,
  ],
  [
    'node_disk_io_time_seconds_total',
    'disk busy',
    is.USED,
    'max $by ($rate(node_disk_io_time_seconds_total))',
    perDisk,
  ],
  [
    'node_disk_read_time_seconds_total',
    'disk read time',
    is.TAKES,
    'sum $by ($rate(node_disk_read_time_seconds_total)) / sum $by ($rate(node_disk_reads_completed_total))',
    { ...perDisk, needs: ['node_disk_reads_completed_total'] },
  ],
  [
    'node_disk_write_time_seconds_total',
    'disk write time',
    is.TAKES,
    'sum $by ($rate(node_disk_write_time_seconds_total)) / sum $by ($rate(node_disk_writes_completed_total))',
    { ...perDisk, needs: ['node_disk_writes_completed_total'] },
  ],
  [
    'node_network_receive_bytes_total',
    'network in',
    is.BYTES_FLOW,
    'sum $by ($rate(node_network_receive_bytes_total))',
    perNic,
  ],
  [
    'node_network_transmit_bytes_total',
    'network out',
    is.BYTES_FLOW,
    'sum $by ($rate(node_network_transmit_bytes_total))',
    perNic,
  ],
  [
    'node_network_receive_errs_total',
    'network receive errors',
    is.FAILURES,
    'sum $by ($rate(node_network_receive_errs_total))',
    perNic,
  ],
  [
    'node_network_transmit_errs_total',
    'network transmit errors',
    is.FAILURES,
    'sum $by ($rate(node_network_transmit_errs_total))',
    perNic,
  ],
  [
    'node_network_receive_drop_total',
    'network packets dropped',
    is.FAILURES,
    'sum $by ($rate(node_network_receive_drop_total))',
    perNic,
  ],
  [
    'node_filefd_allocated',
    'file descriptors used',
    is.USED,
    'max $by (node_filefd_allocated) / max $by (node_filefd_maximum)',
    { needs: ['node_filefd_maximum'], ...is.whole('out of file descriptors') },
  ],
  [
    'node_nf_conntrack_entries',
    'connection tracking used',
    is.USED,
    'max $by (node_nf_conntrack_entries) / (max $by (node_nf_conntrack_entries_limit) > 0)',
    { needs: ['node_nf_conntrack_entries_limit'], ...is.whole('full') },
  ],
  [
    'node_processes_pids',
    'process ids used',
    is.USED,
    'max $by (node_processes_pids) / (max $by (node_processes_max_processes) > 0)',
    { needs: ['node_processes_max_processes'], ...is.whole('out of process ids') },
  ],
  [
    'node_timex_offset_seconds',
    'clock offset',
    ['level', 'seconds', 'both'],
    'max $by (node_timex_offset_seconds)',
  ],
  [
    'node_hwmon_temp_celsius',
    'temperature',
    ['level', 'celsius', 'up'],
    'max $by (node_hwmon_temp_celsius)',
    {
      keep: [...common.keep, 'chip', 'sensor'],
    },
  ],
  [
    'node_pressure_cpu_waiting_seconds_total',
    'time waiting for CPU',
    is.PRESSURE,
    'max $by ($rate(node_pressure_cpu_waiting_seconds_total))',
  ],
  [
    'node_pressure_memory_waiting_seconds_total',
    'time waiting for memory',
    is.PRESSURE,
    'max $by ($rate(node_pressure_memory_waiting_seconds_total))',
  ],
  [
    'node_pressure_io_waiting_seconds_total',
    'time waiting for disks',
    is.PRESSURE,
    'max $by ($rate(node_pressure_io_waiting_seconds_total))',
  ],
  [
    'node_systemd_unit_state',
    'failed units',
    is.FAILED_NOW,
    'sum $by (node_systemd_unit_state$where)',
    {
      where: [['state', '=', 'failed']],
    },
  ],
  ['node_procs_blocked', 'blocked processes', is.WAITING, 'max $by (node_procs_blocked)'],
  [
    'node_md_disks',
    'failed RAID disks',
    is.FAILED_NOW,
    'sum $by (node_md_disks$where)',
    {
      ...perDevice,
      where: [['state', '=', 'failed']],
    },
  ],
  [
    'windows_cpu_time_total',
    'CPU used',
    is.USED,
    '1 - avg $by ($rate(windows_cpu_time_total))',
    {
      where: [['mode', '=', 'idle']],
    },
  ],
  [
    'windows_logical_disk_free_bytes',
    'disk space used',
    is.USED,
    '1 - max $by (windows_logical_disk_free_bytes) / max $by (windows_logical_disk_size_bytes)',
    {
      needs: ['windows_logical_disk_size_bytes'],
      keep: [...common.keep, 'volume'],
      ...is.whole('full'),
    },
  ],
  [
    'windows_os_physical_memory_free_bytes',
    'memory free',
    is.LEFT_BYTES,
    'max $by (windows_os_physical_memory_free_bytes)',
    is.nothingLeft('out of memory'),
  ],
])
