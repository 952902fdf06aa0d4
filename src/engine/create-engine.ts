import type { Store } from '../store/store.ts'
import type { MetricsSource } from '../sources/source.ts'
import type { Telemetry } from '../telemetry.ts'
import { createAnalyses } from './analyses.ts'
import { systemClock, type Clock } from './clock.ts'
import type { Engine } from './engine.ts'
import type { EngineOptions } from './options.ts'
import type { SpanSink } from './span-sink.ts'
import { createTraceReceiver } from './trace-receiver.ts'
import { Watcher } from './watcher.ts'
import { listWatched, scoresOf } from './watched.ts'
import { createWorkerPool, type WorkerPool } from './worker-pool.ts'

export interface EngineDependencies {
  /** Absent: nothing is watched; analyses of what is sent still work. */
  readonly source: MetricsSource | undefined
  readonly store: Store
  readonly telemetry: Telemetry
  readonly options: EngineOptions
  readonly clock?: Clock
  readonly pool?: WorkerPool
  /** Who is handed received spans; nobody by default. */
  readonly spanSink?: SpanSink
}

/** Makes the engine: the watcher that runs by itself, and the analyses that are asked for. */
export function createEngine(dependencies: EngineDependencies): Engine {
  const { source, store, telemetry, options } = dependencies
  const clock = dependencies.clock ?? systemClock
  const pool = dependencies.pool ?? createWorkerPool()
  const watcher = new Watcher({ source, store, telemetry, options, clock, pool })
  const analyses = createAnalyses({ pool, clock, source })
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
    traceReceiver: createTraceReceiver({ pool, sink: dependencies.spanSink }),
    listSignals: (filter) => listWatched(watcher.watch, filter),
    async chart(signalId, range) {
      const { chartOf } = await import('./chart.ts')
      return chartOf({ source, pool, watch: watcher.watch }, signalId, range)
    },
    scores: () => scoresOf(watcher.watch),
    openIncidents: () => watcher.situation.openIncidents(),
    openPredictions: () => [...watcher.situation.predictions.values()],
    classSkills: () => watcher.foresight.skills,
    openFindings: () => [...watcher.situation.findings.values()],
    onCycle: (listener) => watcher.onCycle(listener),
  }
}
