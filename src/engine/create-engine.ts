import type { Store } from '../store/store.ts'
import type { MetricsSource } from '../sources/source.ts'
import type { Telemetry } from '../telemetry.ts'
import { createAnalyses } from './analyses.ts'
import type { Announcer } from './announcer.ts'
import { systemClock, type Clock } from './clock.ts'
import type { Engine } from './engine.ts'
import type { EngineOptions } from './options.ts'
import { Operations } from './operations/operations.ts'
import type { SpanSink } from './span-sink.ts'
import { createTraceReceiver } from './trace-receiver.ts'
import { Watcher } from './watcher.ts'
import { scoresOf } from './watched.ts'
import { joinedScores, listWatchedOf } from './watched-together.ts'
import { createWorkerPool, type WorkerPool } from './worker-pool.ts'

export interface EngineDependencies {
  /** Absent: nothing is watched; analyses of what is sent still work. */
  readonly source: MetricsSource | undefined
  readonly store: Store
  readonly telemetry: Telemetry
  readonly options: EngineOptions
  readonly clock?: Clock
  readonly pool?: WorkerPool
  /** Who is handed received spans; the memory of operations by default. */
  readonly spanSink?: SpanSink
  /** Absent: nobody is told what is found. */
  readonly announcer?: Announcer
}

/** Makes the engine: the watcher that runs by itself, and the analyses that are asked for. */
export function createEngine(dependencies: EngineDependencies): Engine {
  const { source, store, telemetry, options } = dependencies
  const clock = dependencies.clock ?? systemClock
  const pool = dependencies.pool ?? createWorkerPool()
  const operations = new Operations({ store, pool, clock, dryRun: options.dryRun })
  const { announcer } = dependencies
  const on = { source, store, telemetry, options, clock, pool, operations, announcer }
  const watcher = new Watcher(on)
  const analyses = createAnalyses({ pool, clock, source, past: () => operations.past() })
  return {
    start: () => watcher.start(),
    async stop() {
      await watcher.stop()
      await pool.close()
    },
    reconfigure: (watch) => watcher.reconfigure(watch),
    status() {
      telemetry.queueDepth.set(pool.queueDepth)
      return watcher.status()
    },
    analyses,
    traceReceiver: createTraceReceiver({ pool, sink: dependencies.spanSink ?? operations }),
    operations,
    listSignals: (filter) => listWatchedOf([watcher.watch, operations.watch], filter),
    async chart(signalId, range) {
      const { chartOf } = await import('./chart.ts')
      const chart = await chartOf({ source, pool, watch: watcher.watch }, signalId, range)
      return chart ?? operations.chart(signalId, range)
    },
    scores: () => joinedScores([scoresOf(watcher.watch), scoresOf(operations.watch)]),
    openIncidents: () => watcher.situation.openIncidents(),
    openPredictions: () => [...watcher.situation.predictions.values()],
    classSkills: () => watcher.foresight.skills,
    openFindings: () => [...watcher.situation.findings.values()],
    onCycle: (listener) => watcher.onCycle(listener),
  }
}
