import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { createEntityJudgement, judgeRow } from '../detect/entities/judge-row.ts'
import { createEntityState, type EntityState } from '../detect/entities/state.ts'
import { errors } from '../errors.ts'
import type { RecordedFile } from '../sources/files/recorded-file.ts'
import { alignRows } from './aligned-rows.ts'
import { cell } from './csv.ts'
import type { Io } from './io.ts'
import { readEntities, writeEntities, type LearnedEntity } from './kept-entities.ts'
import { createProgress } from './progress.ts'
import { readRecorded } from './recorded.ts'
import { RowWriter } from './row-writer.ts'
import { streamSink, withFileSink, type Sink } from './sink.ts'
import { writeTime } from './write-sample.ts'

const SCORE_DIGITS = 6
/** The key of the only file in a state file: it may have another name the next time. */
const ONLY = 'entity'

/** `rootops detect --entity FILE…`: the series of a file are judged together, each file by itself. */
export async function detectEntities(
  io: Io,
  files: readonly string[],
  { out, state: stateFile }: { out?: string; state?: string },
): Promise<void> {
  const learned = stateFile ? await readEntities(stateFile) : new Map<string, LearnedEntity>()
  const progress = createProgress(io, files.length, 'detect')
  if (out) await mkdir(out, { recursive: true })
  for (const file of files) {
    const recorded = await readRecorded(file, io)
    const key = files.length > 1 ? basename(file) : ONLY
    const state = stateFor(recorded, learned.get(key), file)
    learned.set(key, { columns: recorded.names, state })
    const judge = (sink: Sink) => writeJudgedRows(recorded, state, new RowWriter(sink))
    if (out) await withFileSink(join(out, basename(file).replace(/\.gz$/, '')), judge)
    else await judge(streamSink(io.stdout))
    progress.advance(1)
  }
  progress.end()
  if (stateFile) await writeEntities(stateFile, learned)
}

function stateFor(
  { names }: RecordedFile,
  known: LearnedEntity | undefined,
  file: string,
): EntityState {
  if (!known) return createEntityState(names.length)
  if (JSON.stringify(known.columns) !== JSON.stringify(names))
    throw errors.inputInvalid(
      `${file}: has other columns than the state was learned from (${known.columns.join(', ')}); learn anew without --state`,
    )
  return known.state
}

/** A row a time: `timestamp,entity_score,score:<column>,…`. */
async function writeJudgedRows(
  file: RecordedFile,
  state: EntityState,
  rows: RowWriter,
): Promise<void> {
  const { sampleOfRow, columns } = alignRows(file)
  const values = new Float64Array(columns.length)
  const judgement = createEntityJudgement(columns.length)
  rows.text('timestamp')
  rows.text('entity_score')
  for (const name of file.names) rows.text(cell(`score:${name || 'value'}`))
  rows.endRow()
  for (let row = 0; row < sampleOfRow.length; row++) {
    const sample = sampleOfRow[row]!
    for (let column = 0; column < columns.length; column++) values[column] = columns[column]![row]!
    judgeRow(state, file.timestamps[sample]!, values, judgement)
    writeTime(rows, file, sample)
    rows.number(judgement.entityScore, SCORE_DIGITS)
    for (const score of judgement.columnScores) rows.number(score, SCORE_DIGITS)
    rows.endRow()
    if (rows.isFull) await rows.flush()
  }
  await rows.flush()
}
