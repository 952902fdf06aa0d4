import type { Column, Grid, Value } from '../promql/column.ts'

/** A sample's value as Prometheus writes it, within a JSON string. */
function valueText(value: number): string {
  if (value === Infinity) return '+Inf'
  return value === -Infinity ? '-Inf' : String(value)
}

const timeAt = (grid: Grid, i: number) => (grid.start + i * grid.step) / 1000

/** The `data` of a range query as JSON text; built as text, since it can be a million points. */
export function encodeMatrix(value: Value, grid: Grid): string {
  const series: string[] = []
  for (const column of columnsOf(value, grid)) {
    const points = pointsOf(column, grid)
    if (points !== '')
      series.push(`{"metric":${JSON.stringify(column.labels)},"values":[${points}]}`)
  }
  return `{"resultType":"matrix","result":[${series.join(',')}]}`
}

function pointsOf({ values, present }: Column, grid: Grid): string {
  let text = ''
  for (let i = 0; i < grid.count; i++) {
    if (!present[i]) continue
    text += `${text === '' ? '' : ','}[${timeAt(grid, i)},"${valueText(values[i]!)}"]`
  }
  return text
}

/** A scalar or text over a range is a series without labels. */
function columnsOf(value: Value, grid: Grid): readonly Column[] {
  if (value.kind === 'vector') return value.columns
  const values = value.kind === 'scalar' ? value.values : new Float64Array(grid.count).fill(NaN)
  return [{ labels: {}, values, present: new Uint8Array(grid.count).fill(1) }]
}

/** The `data` of an instant query. */
export function encodeInstant(value: Value, grid: Grid): string {
  const time = timeAt(grid, 0)
  if (value.kind === 'string')
    return `{"resultType":"string","result":[${time},${JSON.stringify(value.value)}]}`
  if (value.kind === 'scalar')
    return `{"resultType":"scalar","result":[${time},"${valueText(value.values[0]!)}"]}`
  const samples = value.columns
    .filter((column) => column.present[0])
    .map(
      ({ labels, values }) =>
        `{"metric":${JSON.stringify(labels)},"value":[${time},"${valueText(values[0]!)}"]}`,
    )
  return `{"resultType":"vector","result":[${samples.join(',')}]}`
}
