import type {
  BrierScores,
  ClassSkill,
  ForecastClass,
  Outcome,
  ReliabilityBin,
  Voice,
} from '../../model/ledger.ts'
import type { BinSums, SignalSums } from './sums.ts'
import { LEAST_SCORED, skillInterval } from './voice.ts'

const BINS = 10

/** What is known of one class of forecasts. */
export interface ClassRecord {
  readonly class: ForecastClass
  readonly counts: Readonly<Record<Outcome, number>>
  readonly sums: readonly SignalSums[]
  readonly bins: readonly BinSums[]
  readonly voice: Voice | undefined
}

/**
 * How a class has done: Brier score of what was said and of the reference, skill 1 - B/Bref from 30
 * settled statements on, ten reliability bins and their expected calibration error. What was averted
 * counts as what did not happen; `without_averted` leaves it out.
 */
export function skillOf(record: ClassRecord): ClassSkill {
  const { sums, voice } = record
  const total = (pick: (one: SignalSums) => number) => sums.reduce((sum, one) => sum + pick(one), 0)
  const strict = scoresOf({
    scored: total(({ scored }) => scored),
    brier: total(({ brier }) => brier),
    reference: total(({ reference }) => reference),
  })
  const bins = binsOf(record.bins)
  const skill = {
    class: record.class,
    counts: record.counts,
    signals: sums.filter(({ scored }) => scored > 0).length,
    ...strict,
    interval: strict.skill === null ? null : (skillInterval(sums) ?? null),
    without_averted: scoresOf({
      scored: total(({ scored, averted }) => scored - averted),
      brier: total(({ brier, avertedBrier }) => brier - avertedBrier),
      reference: total(({ reference, avertedReference }) => reference - avertedReference),
    }),
    ece: calibrationError(bins),
    bins,
    silent_since: voice?.silent ? voice.since : null,
  }
  return { ...skill, summary: summarizeSkill(skill) }
}

function scoresOf(sum: { scored: number; brier: number; reference: number }): BrierScores {
  const { scored } = sum
  if (scored === 0) return { scored, brier: null, reference_brier: null, skill: null }
  const isEnough = scored >= LEAST_SCORED && sum.reference > 0
  return {
    scored,
    // Sums of many small numbers, from which others were taken, may end just below zero.
    brier: Math.max(0, sum.brier) / scored,
    reference_brier: Math.max(0, sum.reference) / scored,
    skill: isEnough ? 1 - sum.brier / sum.reference : null,
  }
}

function binsOf(sums: readonly BinSums[]): ReliabilityBin[] {
  const byBin = new Map(sums.map((one) => [one.bin, one]))
  return Array.from({ length: BINS }, (_, bin) => {
    const { count = 0, said = 0, happened = 0 } = byBin.get(bin) ?? {}
    const mean = (sum: number) => (count > 0 ? sum / count : null)
    return {
      from: bin / BINS,
      to: (bin + 1) / BINS,
      count,
      said: mean(said),
      happened: mean(happened),
    }
  })
}

function calibrationError(bins: readonly ReliabilityBin[]): number | null {
  const count = bins.reduce((sum, bin) => sum + bin.count, 0)
  if (count === 0) return null
  const error = bins.reduce(
    (sum, bin) => sum + bin.count * Math.abs((bin.said ?? 0) - (bin.happened ?? 0)),
    0,
  )
  return error / count
}

function summarizeSkill(
  skill: Pick<ClassSkill, 'class' | 'scored' | 'skill' | 'silent_since'>,
): string {
  const { scored } = skill
  const settled = `${scored} settled ${scored === 1 ? 'statement' : 'statements'}`
  if (skill.silent_since !== null)
    return `${skill.class}: silent, because it did worse than counting how often it happened before (${settled})`
  if (scored < LEAST_SCORED) return `${skill.class}: insufficient data (${settled})`
  if (skill.skill === null) return `${skill.class}: nothing to compare with (${settled})`
  const percent = Math.abs(Math.round(skill.skill * 100))
  const than = skill.skill >= 0 ? 'better' : 'worse'
  return `${skill.class}: squared error ${percent} % ${than} than counting how often it happened before (${settled})`
}
