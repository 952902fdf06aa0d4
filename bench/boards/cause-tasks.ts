import type { CauseTask } from '../../src/engine/causes/cause-job.ts'
import type { Recording } from '../../src/engine/causes/recording.ts'
import type { RecordedSignal } from '../../src/engine/causes/signal-sides.ts'
import type { CauseCase, CauseSet } from './cause-cases.ts'

/** Windows closer to each other than this are of one incident. */
const APART_SECONDS = 300

/** A case as `rootops causes` would get it: the other cases and the fault-free minutes are its history. */
export function taskOf(set: CauseSet, one: CauseCase, late = 0): CauseTask {
  const { inject_time: at, target } = one
  return {
    at: at + late,
    signals: set.signals(one.metrics),
    history: historyOf(set, one),
    recordings: one.traces === undefined ? [] : recordingsOf(set, at),
    ...(one.traces !== undefined && { recording: set.recording(one.traces, one.logs) }),
    edges: one.graph === undefined ? [] : set.edges(one.graph),
    ...(target && {
      target: { service: target.node, indicator: `${target.metric}|${target.agg}` },
    }),
  }
}

function historyOf(set: CauseSet, { baseline_metrics: baseline }: CauseCase): RecordedSignal[] {
  if (baseline) return [...set.signals(baseline)]
  return set.days.flatMap(({ metrics }) => set.signals(metrics))
}

/** All recordings but those near a time; incidents are among them. */
function recordingsOf(set: CauseSet, at: number): Recording[] {
  const cases = set.cases.flatMap(({ traces, logs, inject_time: time }) =>
    traces !== undefined && Math.abs(time - at) > APART_SECONDS
      ? [set.recording(traces, logs)]
      : [],
  )
  const normal = set.days.flatMap(({ normal_traces: traces, normal_logs: logs }) =>
    traces === undefined ? [] : [set.recording(traces, logs)],
  )
  return [...cases, ...normal.filter(({ from }) => Math.abs(from - at) > APART_SECONDS)]
}

/** Windows in which no fault was injected: nobody should be named. */
export function normalTasks(set: CauseSet): { what: string; tasks: CauseTask[] }[] {
  if (set.days.length > 0) return [minutesOf(set), spansOf(set)]
  const baselines = [...new Set(set.cases.flatMap(({ baseline_metrics: file }) => file ?? []))]
  if (baselines.length === 0) return [beforeFaults(set)]
  return ['latency', 'availability'].map((metric) => ({
    what: `${metric} of the normal recordings`,
    tasks: baselines.flatMap((file) => baselineTasks(set, file, metric)),
  }))
}

const PLAIN = { history: [], recordings: [], edges: [] }

function beforeFaults(set: CauseSet): { what: string; tasks: CauseTask[] } {
  const tasks = set.cases.flatMap(({ metrics, inject_time: end }) =>
    [50, 100, 150, 200].map((back) => ({
      ...PLAIN,
      at: end - back,
      signals: cut(set.signals(metrics), 0, end),
    })),
  )
  return { what: 'before the fault', tasks }
}

function baselineTasks(set: CauseSet, file: string, metric: string): CauseTask[] {
  const all = set.signals(file)
  const times = all[0]!.timestamps
  const { graph, target } = set.cases.find((one) => one.baseline_metrics === file)!
  const tasks: CauseTask[] = []
  for (let row = 2; row + 3 < times.length; row += 4)
    tasks.push({
      ...PLAIN,
      at: times[row]! + 150,
      signals: cut(all, times[row - 2]!, times[row + 3]!),
      history: all,
      edges: set.edges(graph!),
      target: { service: target!.node, indicator: `${metric}|Average` },
    })
  return tasks
}

function minutesOf(set: CauseSet): { what: string; tasks: CauseTask[] } {
  const history = set.days.flatMap(({ metrics }) => set.signals(metrics))
  const tasks = set.days.flatMap(({ metrics }) => {
    const all = set.signals(metrics)
    const times = all[0]!.timestamps
    return Array.from(times.keys())
      .filter((row) => row >= 30 && row % 23 === 0 && times[row + 4]! - times[row]! <= 400)
      .map((row) => ({
        ...PLAIN,
        at: times[row]!,
        signals: cut(all, times[row]! - 3600, times[row]! + 300),
        history,
      }))
  })
  return { what: 'metrics of fault-free minutes', tasks }
}

function spansOf(set: CauseSet): { what: string; tasks: CauseTask[] } {
  const history = set.days.flatMap(({ metrics }) => set.signals(metrics))
  const tasks = set.days.flatMap(({ metrics, normal_traces: traces, normal_logs: logs }) => {
    if (traces === undefined) return []
    const recording = set.recording(traces, logs)
    return [recording.from + 1, (recording.from + recording.to) / 2].map((at) => ({
      at,
      signals: cut(set.signals(metrics), at - 3600, at + 300),
      history,
      recording,
      recordings: recordingsOf(set, recording.from),
      edges: [],
    }))
  })
  return { what: 'fault-free minutes with spans, each asked at its start and in its middle', tasks }
}

function cut(signals: readonly RecordedSignal[], from: number, to: number): RecordedSignal[] {
  return signals.map((signal) => {
    const rows = Array.from(signal.timestamps.keys()).filter(
      (row) => signal.timestamps[row]! >= from && signal.timestamps[row]! < to,
    )
    return {
      ...signal,
      timestamps: Float64Array.from(rows, (row) => signal.timestamps[row]!),
      values: Float64Array.from(rows, (row) => signal.values[row]!),
    }
  })
}
