import { cutIntoBlocks, type Blocks } from './blocks.ts'
import type { Candidate } from './candidate.ts'
import { findChanges } from './changes.ts'
import { describeCourse } from './course/course.ts'
import { findFailures, type OtherFailures } from './failures.ts'
import { findOutliers } from './outliers.ts'
import { findSilence } from './silence.ts'
import { FEWEST_ROWS, type Subject } from './subject.ts'

export interface Judgement {
  readonly candidates: readonly Candidate[]
  readonly tests: number
  readonly blocks: Blocks | undefined
}

/** Everything that can be odd about one subject over its own time. */
export function judgeSubject(subject: Subject, others: OtherFailures): Judgement {
  if (subject.values.length < FEWEST_ROWS) return { candidates: [], tests: 0, blocks: undefined }
  const blocks = cutIntoBlocks(subject)
  const course = blocks === undefined ? undefined : courseOf(subject, blocks)
  const parts = [
    findOutliers(subject, blocks, course),
    findSilence(subject, blocks),
    findFailures(subject, blocks, others),
  ]
  if (blocks !== undefined && course !== undefined) {
    parts.push(findChanges(subject, blocks, course))
  }
  return {
    candidates: parts.flatMap(({ candidates }) => candidates),
    tests: parts.reduce((sum, { tests }) => sum + tests, 0),
    blocks,
  }
}

function courseOf({ logFloor }: Subject, { stretches }: Blocks) {
  const logs = stretches.medians.map((value) => Math.log(value + logFloor))
  return describeCourse(logs, stretches.places)
}
