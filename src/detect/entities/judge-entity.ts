import { createEntityJudgement, judgeRow } from './judge-row.ts'
import { createEntityState, type EntityState } from './state.ts'

/** One number a row. */
export interface JudgedEntity {
  readonly entityScore: Float64Array
  /** In the order of the columns. */
  readonly columnScores: readonly Float64Array[]
}

/**
 * Judges aligned columns row by row, each row with only what came before it: the same code as the
 * stream. With a `state` it goes on from there (and changes it).
 */
export function judgeEntity(
  timestamps: Float64Array,
  columns: readonly Float64Array[],
  state: EntityState = createEntityState(columns.length),
): { judged: JudgedEntity; state: EntityState } {
  const judged = {
    entityScore: new Float64Array(timestamps.length),
    columnScores: columns.map(() => new Float64Array(timestamps.length)),
  }
  const row = new Float64Array(columns.length)
  const out = createEntityJudgement(columns.length)
  for (let i = 0; i < timestamps.length; i++) {
    for (let column = 0; column < columns.length; column++) row[column] = columns[column]![i]!
    judgeRow(state, timestamps[i]!, row, out)
    judged.entityScore[i] = out.entityScore
    for (let column = 0; column < columns.length; column++)
      judged.columnScores[column]![i] = out.columnScores[column]!
  }
  return { judged, state }
}
