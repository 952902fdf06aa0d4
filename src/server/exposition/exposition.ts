import type { Engine } from '../../engine/engine.ts'
import type { Telemetry } from '../../telemetry.ts'
import { renderIncidents, renderPredictions } from './open-gauges.ts'
import { createSignalGauges } from './signal-gauges.ts'
import { renderOperations } from './operation-metrics.ts'
import { toOpenMetrics } from './text.ts'

export interface ExpositionOptions {
  readonly engine: Pick<Engine, 'scores' | 'openIncidents' | 'openPredictions' | 'operations'>
  readonly telemetry: Pick<Telemetry, 'registry' | 'exportedSeriesDropped'>
  /** Signals (and predictions) shown at most. */
  readonly signalLimit: number
  /** Unix seconds. */
  readonly now: () => number
}

export interface Exposition {
  render(format: 'text' | 'openmetrics'): Promise<string>
}

/** All of /metrics: what prom-client counts of ourselves, and what we think of each signal. */
export function createExposition(options: ExpositionOptions): Exposition {
  const { engine, telemetry, signalLimit: limit, now } = options
  const gauges = createSignalGauges(limit)
  return {
    async render(format) {
      const signals = gauges.render(engine.scores())
      const predictions = renderPredictions({
        predictions: engine.openPredictions(),
        labels: gauges,
        now: now(),
        limit,
      })
      const operations = renderOperations(engine.operations, format)
      const dropped = signals.dropped + predictions.dropped + operations.dropped
      if (dropped > 0) telemetry.exportedSeriesDropped.inc(dropped)
      const own = await telemetry.registry.metrics()
      const text =
        own +
        signals.text +
        predictions.text +
        renderIncidents(engine.openIncidents()) +
        operations.text
      return format === 'openmetrics' ? toOpenMetrics(text) : text
    },
  }
}
