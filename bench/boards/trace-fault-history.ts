import type { TestRow } from '../../src/detect/traces/batches.fixture.ts'
import { drawnSetting, plainSetting, type Setting } from './trace-fault-draws.ts'

/** Batches sent before, and the one that is held against them. */
export interface HistoryCase {
  readonly name: string
  readonly isHealthy: boolean
  readonly member: (seed: number) => { readonly before: TestRow[]; readonly after: TestRow[] }
}

const BATCHES_BEFORE = 5
/** Rows of all six together: sizes are drawn for one. */
const MOST_ROWS = 50_000

/** One batch compared with the five before it: nothing inside of it alone is odd. */
export const HISTORY_CASES: readonly HistoryCase[] = [
  caseOf('ten times of everything, against five batches before', [3, 12]),
  caseOf('a sixth batch like the five before', undefined),
]

function caseOf(name: string, times: readonly [number, number] | undefined): HistoryCase {
  return {
    name,
    isHealthy: times === undefined,
    member(seed) {
      const drawn = seed === 0 ? plainSetting(1) : drawnSetting(seed)
      const setting = { ...drawn, rows: Math.min(drawn.rows, MOST_ROWS / (BATCHES_BEFORE + 1)) }
      const [low, high] = times ?? [1, 1]
      const factor = seed === 0 && times ? 10 : low + (high - low) * setting.draws.uniform()
      // Operations keep their usual durations from batch to batch.
      const bases = Array.from(
        { length: 1 + setting.neighbours },
        () => setting.base * 3 ** (setting.draws.uniform() - 0.5),
      )
      const before = Array.from({ length: BATCHES_BEFORE }, (_, i) =>
        batchOf(setting, bases, { offset: i * setting.seconds, factor: 1 }),
      ).flat()
      const after = batchOf(setting, bases, { offset: BATCHES_BEFORE * setting.seconds, factor })
      return { before, after }
    },
  }
}

function batchOf(
  setting: Setting,
  bases: readonly number[],
  { offset, factor }: { offset: number; factor: number },
): TestRow[] {
  const count = Math.floor(setting.rows / bases.length)
  return bases.flatMap((base, n) =>
    Array.from(setting.arrivals(count), (place, i) => ({
      ms: base * factor * setting.season(place) * setting.noise(),
      at: offset + place * setting.seconds,
      operation: `op${n}`,
      trace: `b${offset}-${n}-${i}`,
    })),
  )
}
