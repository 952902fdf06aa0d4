import type { NabFile, NabProfile } from './nab-score.ts'

/** How the raw score changes while the threshold is lowered past every score, from the highest. */
export interface NabSteps {
  readonly thresholds: Float64Array
  readonly gains: Float64Array
  /** The file that each step belongs to. */
  readonly files: Int32Array
}

interface Step {
  readonly threshold: number
  readonly gain: number
  readonly file: number
}

export function nabSteps(
  files: readonly NabFile[],
  scores: readonly Float64Array[],
  profile: NabProfile,
): NabSteps {
  const steps = files.flatMap((file, id) => stepsOfFile(file, scores[id]!, { id, profile }))
  steps.sort((a, b) => b.threshold - a.threshold)
  return {
    thresholds: Float64Array.from(steps, ({ threshold }) => threshold),
    gains: Float64Array.from(steps, ({ gain }) => gain),
    files: Int32Array.from(steps, ({ file }) => file),
  }
}

/** Outside every row counts; in a window only a row that is worth more than the rows above it. */
function stepsOfFile(
  { worth, place, windows }: NabFile,
  scores: Float64Array,
  { id, profile }: { id: number; profile: NabProfile },
): Step[] {
  const best = new Float64Array(windows).fill(-profile.missed)
  const steps: Step[] = []
  const rows = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b)
  for (const row of rows) {
    const k = place[row]!
    const step = { threshold: scores[row]!, file: id }
    if (k === -1) steps.push({ ...step, gain: worth[row]! * profile.falseRow })
    else if (k >= 0 && worth[row]! > best[k]!) {
      steps.push({ ...step, gain: worth[row]! - best[k]! })
      best[k] = worth[row]!
    }
  }
  return steps
}

/** The threshold with the highest raw score over the files that `counts`; Infinity is silence. */
export function bestThreshold(
  { thresholds, gains, files }: NabSteps,
  counts: (file: number) => boolean = () => true,
): number {
  let threshold = Infinity
  let highest = 0
  let sum = 0
  for (let i = 0; i < thresholds.length; i++) {
    if (counts(files[i]!)) sum += gains[i]!
    // A threshold lets all equal scores in, so only the last of them may be looked at.
    if (thresholds[i] !== thresholds[i + 1] && sum > highest) {
      highest = sum
      threshold = thresholds[i]!
    }
  }
  return threshold
}
