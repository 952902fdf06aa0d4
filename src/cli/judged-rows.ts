import type { RecordedFile } from '../sources/files/recorded-file.ts'
import { cell } from './csv.ts'
import type { States } from './kept-states.ts'
import type { RowWriter } from './row-writer.ts'
import { SeriesJudges, type Told, THOUGHT, THOUGHT_LENGTH } from './series-judges.ts'
import { writeSample } from './write-sample.ts'

const COLUMNS = 'timestamp,value,expected,lower,upper,score,alert_score'
/** Nothing visible is lost with so many significant digits. */
const VALUE_DIGITS = 7
const SCORE_DIGITS = 6
/** Rows that are judged before they are written: what is thought of them stays in the cache. */
const BLOCK = 1 << 15

export interface JudgedRowsOptions {
  /** What the command line says of the series. */
  readonly told: Told
  /** Where each series, called `prefix` and its name, begins, and afterwards where it has got to. */
  readonly states: States | undefined
  readonly prefix: string
  /** Hears which share of the file has been done since it was last called. */
  readonly advance: (share: number) => void
}

/**
 * Judges the samples of a file, each with only what came before it in its series, and writes a row
 * for each in the file's order. Beside the file it holds 4 KB a series and one block.
 */
export async function writeJudged(
  file: RecordedFile,
  rows: RowWriter,
  { told, states, prefix, advance }: JudgedRowsOptions,
): Promise<void> {
  const judges = new SeriesJudges(file, told, (name) => states?.get(prefix + name))
  const thoughts = new Float64Array(BLOCK * THOUGHT_LENGTH)
  const names = file.names.map((name) => Buffer.from(cell(name)))
  rows.text(file.form === 'single' ? COLUMNS : `series,${COLUMNS}`)
  rows.endRow()
  const count = file.timestamps.length
  for (let start = 0; start < count; start += BLOCK) {
    const end = Math.min(count, start + BLOCK)
    judges.judge(start, end, thoughts)
    for (let sample = start; sample < end; sample++) {
      if (file.form !== 'single') rows.bytes(names[file.seriesOfSample[sample]!]!)
      writeSample(rows, file, sample)
      writeThought(rows, thoughts, (sample - start) * THOUGHT_LENGTH)
      rows.endRow()
      if (rows.isFull) await rows.flush()
    }
    advance((end - start) / count)
  }
  await rows.flush()
  judges.forEachState((name, learned) => states?.set(prefix + name, learned))
}

function writeThought(rows: RowWriter, thoughts: Float64Array, at: number): void {
  rows.number(thoughts[at + THOUGHT.expected]!, VALUE_DIGITS)
  rows.number(thoughts[at + THOUGHT.lower]!, VALUE_DIGITS)
  rows.number(thoughts[at + THOUGHT.upper]!, VALUE_DIGITS)
  rows.number(thoughts[at + THOUGHT.score]!, SCORE_DIGITS)
  rows.number(thoughts[at + THOUGHT.alertScore]!, SCORE_DIGITS)
}
