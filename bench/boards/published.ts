import { meanOf } from './mean-of.ts'

/** What other detectors reach on each series: detector to series to figure. */
export type Published = ReadonlyMap<string, ReadonlyMap<string, number>>

/** CSV with a header: `name`, then a column for each detector. */
export function parsePublished(text: string): Published {
  const [header = [], ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
  return new Map(
    header
      .slice(1)
      .map((detector, i) => [
        detector,
        new Map(rows.map((cells) => [cells[0]!, Number(cells[i + 1])])),
      ]),
  )
}

/** Each detector's mean over these series, best first. */
export function rankPublished(
  published: Published,
  names: readonly string[],
): { detector: string; mean: number }[] {
  return [...published]
    .map(([detector, figures]) => ({
      detector,
      mean: meanOf(names.map((name) => figures.get(name) ?? NaN)),
    }))
    .sort((a, b) => b.mean - a.mean)
}
