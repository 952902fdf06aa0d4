import type { Row, Suite } from '../suite.ts'
import { openBoard, readRows, type BoardSeries } from './board.ts'
import { dealFamilies } from './folds.ts'
import { meanOf, sumOf } from './mean-of.ts'
import {
  layOutNab,
  NAB_PROFILES,
  normalizeNab,
  rawNab,
  type NabFile,
  type NabProfile,
} from './nab-score.ts'
import { bestThreshold, nabSteps } from './nab-threshold.ts'
import { cpuSeconds, createProgress } from './progress.ts'
import { scoreColumn } from './score-column.ts'
import { windowedGaussian } from './windowed-gaussian.ts'

const FOLDS = 5
const DEALS = 20
/** From here on an alert score opens a finding. */
const FINDING = 0.5

interface Scored {
  readonly names: readonly string[]
  readonly files: readonly NabFile[]
  readonly alerts: readonly Float64Array[]
  readonly gaussian: readonly Float64Array[]
}

export const suite: Suite = {
  what: 'the Numenta Anomaly Benchmark, alert_score of `rootops detect` (development figures: the data is public)',
  async run() {
    const started = process.cpuUsage()
    const scored = scoreAll()
    const rows = NAB_PROFILES.flatMap((profile) => rowsOf(scored, profile))
    return [
      ...rows,
      ...(scored.names.length === 31 ? publishedOn31 : []),
      ...publishedBoard,
      ...proofOf(scored),
      { what: 'time', measured: `${cpuSeconds(started).toFixed(0)} s CPU` },
    ]
  },
}

function scoreAll(): Scored {
  const board = openBoard('nab')
  const progress = createProgress('nab', board.series.length)
  const scored = board.series.map((series: BoardSeries) => {
    const { timestamps, columns } = readRows(board, series)
    const values = columns[0]!
    const alerts = scoreColumn(timestamps, values).alertScore
    progress()
    return {
      file: layOutNab(timestamps, series.windows),
      alerts: alerts.map((score) => score || 0),
      gaussian: windowedGaussian(values),
    }
  })
  return {
    names: board.series.map(({ name }) => name),
    files: scored.map(({ file }) => file),
    alerts: scored.map(({ alerts }) => alerts),
    gaussian: scored.map(({ gaussian }) => gaussian),
  }
}

function rowsOf({ names, files, alerts }: Scored, profile: NabProfile): Row[] {
  const steps = nabSteps(files, alerts, profile)
  const best = bestThreshold(steps)
  const held = Array.from({ length: DEALS }, (_, seed) => {
    const foldOf = dealFamilies(names, FOLDS, seed + 1)
    const thresholds = Array.from({ length: FOLDS }, (__, fold) =>
      bestThreshold(steps, (file) => foldOf[file] !== fold),
    )
    return scoreWith(files, alerts, profile, (file) => thresholds[foldOf[file]!]!).score
  }).sort((a, b) => a - b)
  const fixed = scoreWith(files, alerts, profile, () => FINDING)
  const optimal = scoreWith(files, alerts, profile, () => best)
  return [
    {
      what: `${profile.name}: threshold best on these files, as on the board`,
      measured: `${optimal.score.toFixed(1)} (at ${best.toFixed(3)}: ${optimal.found} windows, ${optimal.falseRows} false rows)`,
    },
    {
      what: `${profile.name}: threshold from the other folds (${FOLDS} folds of families, ${DEALS} deals)`,
      measured: `${meanOf(held).toFixed(1)} (${held[0]!.toFixed(1)} to ${held.at(-1)!.toFixed(1)})`,
    },
    {
      what: `${profile.name}: the product's own threshold of ${FINDING}, chosen on nothing`,
      measured: `${fixed.score.toFixed(1)} (${fixed.found} windows, ${fixed.falseRows} false rows)`,
    },
  ]
}

function scoreWith(
  files: readonly NabFile[],
  scores: readonly Float64Array[],
  profile: NabProfile,
  thresholdOf: (file: number) => number,
): { score: number; raw: number; found: number; falseRows: number } {
  const parts = files.map((file, id) => rawNab(file, scores[id]!, thresholdOf(id), profile))
  const raw = sumOf(parts, (part) => part.raw)
  return {
    raw,
    score: normalizeNab(raw, files, profile),
    found: sumOf(parts, ({ found }) => found),
    falseRows: sumOf(parts, ({ falseRows }) => falseRows),
  }
}

/** The board's stored scores of each entry, scored on 31 of its files; they saw each file's range. */
const publishedOn31: readonly Row[] = [
  {
    what: 'published entries on the same 31 files, standard, threshold best on them (their stored scores)',
    measured: 'ARTime 75.5, CAD OSE 70.8, Numenta HTM 66.9, KNN CAD 64.3, RCF 61.1, Skyline 58.1',
  },
]

const publishedBoard: readonly Row[] = [
  {
    what: 'published, all 58 files: standard / low FP / low FN (numenta/NAB, results/final_results.json)',
    measured:
      'ARTime 74.9 / 65.1 / 80.4, Numenta HTM 70.5 / 62.6 / 75.2, CAD OSE 69.9 / 67.0 / 73.2, Windowed Gaussian 39.6 / 20.9 / 47.4',
  },
]

/**
 * Sums of the published scores of the 31 files: numenta/NAB at de8e91a,
 * results/windowedGaussian/windowedGaussian_<profile>_scores.csv.
 */
const PUBLISHED_GAUSSIAN: Readonly<Record<string, number>> = {
  standard: -8.016293,
  'low FP': -23.451244,
}

function proofOf({ names, files, gaussian }: Scored): Row[] {
  if (names.length !== 31) return []
  return NAB_PROFILES.filter(({ name }) => name in PUBLISHED_GAUSSIAN).map((profile) => ({
    what: `proof, ${profile.name}: raw score of Windowed Gaussian, recomputed with this scorer`,
    measured: scoreWith(files, gaussian, profile, () => 1).raw.toFixed(6),
    wanted: `${PUBLISHED_GAUSSIAN[profile.name]!.toFixed(6)}, the 31 published scores summed`,
  }))
}
