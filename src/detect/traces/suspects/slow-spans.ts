import { selectQuantiles } from '../../../math/select-quantiles.ts'
import type { SpanColumns } from '../../../model/span.ts'
import type { OperationNumbers } from '../structure/operation-numbers.ts'

/** Slow is beyond this quantile of the span's own operation, and this many times its median. */
const SLOW_QUANTILE = 0.9
const SLOW_RATIO = 1.5
/** Operations with fewer spans have no such quantile. */
const FEWEST = 20

/** 1 for spans that are slow for their own operation. O(n). */
export function slowSpans(
  { durationMs, length }: SpanColumns,
  numbers: OperationNumbers,
): Uint8Array {
  const offsets = new Uint32Array(numbers.count + 1)
  for (let row = 0; row < length; row++) offsets[numbers.of[row]! + 1]!++
  for (let g = 0; g < numbers.count; g++) offsets[g + 1]! += offsets[g]!
  const next = offsets.slice()
  const durations = new Float64Array(length)
  for (let row = 0; row < length; row++) durations[next[numbers.of[row]!]!++] = durationMs[row]!
  const limits = new Float64Array(numbers.count).fill(Infinity)
  for (let g = 0; g < numbers.count; g++) {
    const own = durations.subarray(offsets[g], offsets[g + 1])
    if (own.length < FEWEST) continue
    const [middle, high] = selectQuantiles(own, [0.5, SLOW_QUANTILE])
    limits[g] = Math.max(high!, SLOW_RATIO * middle!)
  }
  return Uint8Array.from({ length }, (_, row) =>
    durationMs[row]! > limits[numbers.of[row]!]! ? 1 : 0,
  )
}
