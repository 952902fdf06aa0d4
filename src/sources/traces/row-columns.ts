import type { SpanColumns } from '../../model/span.ts'
import { IdColumn, type IdText } from './id-column.ts'
import { SpanColumnsBuilder, type RowFields } from './span-columns.ts'
import type { TraceNames } from './trace-names.ts'

/** The ids of one row while it is read. */
export interface RowIds {
  readonly trace: IdText
  readonly span: IdText
  readonly parent: IdText
}

/**
 * The growing columns of rows whose ids are still text: 30 bytes a row and 8 more when there are
 * span ids, and 4 of the builder's own column of traces, which stays empty.
 */
export class RowColumns {
  readonly #names: TraceNames
  readonly #room: number
  readonly #rest: SpanColumnsBuilder
  readonly #trace: IdColumn
  #span: IdColumn | undefined
  #parent: IdColumn | undefined

  constructor(names: TraceNames, room: number) {
    this.#names = names
    this.#room = room
    this.#rest = new SpanColumnsBuilder(room)
    this.#trace = new IdColumn(names.traces, room)
  }

  /** Adds a row; the ids in `row` itself are not looked at. */
  add(row: RowFields, ids: RowIds, sourceRow: number): void {
    const at = this.#rest.length
    this.#rest.add(row, sourceRow)
    this.#trace.add(ids.trace)
    if (this.#span === undefined) {
      if (isNone(ids.span) && isNone(ids.parent)) return
      this.#openIds(at)
    }
    this.#span!.add(ids.span)
    this.#parent!.add(ids.parent)
  }

  /** The columns of the rows added. */
  finish(): SpanColumns {
    const { traces } = this.#names
    const trace = this.#trace.finish()
    return {
      ...this.#rest.finish(this.#names.texts(), traces),
      trace,
      ...(this.#span && { span: this.#span.finish() }),
      ...(this.#parent && { parent: this.#parent.finish() }),
      traceIdOf: (row) => (trace[row] === 0 ? '' : traces.text(trace[row]! - 1)),
    }
  }

  #openIds(rows: number): void {
    this.#span = new IdColumn(this.#names.spans, this.#room)
    this.#parent = new IdColumn(this.#names.spans, this.#room)
    this.#span.skip(rows)
    this.#parent.skip(rows)
  }
}

function isNone({ start, length }: IdText): boolean {
  return start === 0 && length === 0
}
