import { createSeries, type Series } from '../../model/series.ts'
import type { RangeResult } from '../source.ts'

/** The answers to consecutive parts of one range, as the one answer to the whole range. */
export function joinParts(parts: readonly RangeResult[]): RangeResult {
  if (parts.length === 1 && parts[0]) return parts[0]
  const pieces = new Map<string, Series[]>()
  for (const series of parts.flatMap((part) => part.series)) {
    const key = keyOf(series)
    const known = pieces.get(key)
    if (known) known.push(series)
    else pieces.set(key, [series])
  }
  return {
    series: Array.from(pieces.values(), joinPieces),
    warnings: [...new Set(parts.flatMap((part) => part.warnings))],
  }
}

function keyOf({ labels }: Series): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function joinPieces(pieces: readonly Series[]): Series {
  const first = pieces[0]!
  if (pieces.length === 1) return first
  const length = pieces.reduce((sum, piece) => sum + piece.values.length, 0)
  const timestamps = new Float64Array(length)
  const values = new Float64Array(length)
  let at = 0
  for (const piece of pieces) {
    // VictoriaMetrics may answer a little more than was asked; no time comes twice.
    const from = firstAfter(piece.timestamps, at > 0 ? timestamps[at - 1]! : -Infinity)
    timestamps.set(piece.timestamps.subarray(from), at)
    values.set(piece.values.subarray(from), at)
    at += piece.values.length - from
  }
  return createSeries(first.labels, timestamps.slice(0, at), values.slice(0, at))
}

function firstAfter(timestamps: Float64Array, time: number): number {
  const found = timestamps.findIndex((timestamp) => timestamp > time)
  return found < 0 ? timestamps.length : found
}
