import { basename } from 'node:path'

import type { Row, Suite } from '../suite.ts'
import { averagePrecision } from './average-precision.ts'
import { openBoard, readRows, type Board, type BoardSeries, type Cause } from './board.ts'
import { hitRates } from './hit-rate.ts'
import { meanOf } from './mean-of.ts'
import { cpuSeconds, createProgress } from './progress.ts'
import { scoreColumn } from './score-column.ts'

/** How odd each row of each column of a machine is; the same rows as the timestamps. */
type Oddness = readonly Float64Array[]

interface Machine {
  readonly timestamps: Float64Array
  readonly labels: Uint8Array
  readonly testStart: number
  readonly causes: readonly Cause[]
  readonly ours: Oddness
  readonly distance: Oddness
}

export const suite: Suite = {
  what: 'columns of one machine judged each by itself, score of `rootops detect` (development figures: the data is public)',
  async run() {
    const started = process.cpuUsage()
    const [smd, asd] = [openBoard('smd'), openBoard('asd')]
    const rows = [...rowsOf('SMD', readMachines(smd)), ...rowsOf('ASD', readMachines(asd))]
    return [...rows, { what: 'time', measured: `${cpuSeconds(started).toFixed(0)} s CPU` }]
  },
}

function readMachines(board: Board): Machine[] {
  const progress = createProgress(`entity, ${basename(board.folder)}`, board.series.length)
  return board.series.map((series) => {
    const machine = readMachine(board, series)
    progress()
    return machine
  })
}

function readMachine(board: Board, series: BoardSeries): Machine {
  const { timestamps, columns, labels } = readRows(board, series)
  const testStart = series.test_start ?? -Infinity
  const trained = timestamps.findIndex((timestamp) => timestamp >= testStart)
  return {
    timestamps,
    labels,
    testStart,
    causes: (series.root_cause ?? []).filter(({ dims }) => dims.length > 0),
    ours: columns.map((values) => scoreColumn(timestamps, values).score),
    distance: columns.map((values) => distances(values, trained)),
  }
}

/** Distance from the mean of the train part in its standard deviations: the plain method to beat. */
function distances(values: Float64Array, trained: number): Float64Array {
  const train = values.subarray(0, trained)
  let mean = 0
  for (const value of train) mean += value / trained
  let square = 0
  for (const value of train) square += (value - mean) ** 2 / trained
  const deviation = Math.sqrt(square)
  return values.map((value) => Math.abs(value - mean) / (deviation + 1e-6))
}

function rowsOf(title: string, machines: readonly Machine[]): Row[] {
  const segments = machines.reduce((sum, { causes }) => sum + causes.length, 0)
  const ours = hits(machines, ({ ours: oddness }) => oddness)
  const plain = hits(machines, ({ distance }) => distance)
  const causeRow = (what: string, at: 'at100' | 'at150') => ({
    what: `${title}, ${segments} segments given: root-cause ${what}, columns by their highest score`,
    measured: ours[at].toFixed(3),
    wanted: besidePlain(plain[at].toFixed(3)),
  })
  const areaRow = (what: string, combine: Combine) => ({
    what: `${title}, ${machines.length} machines, test part: AUC-PR of the ${what} over the columns`,
    measured: area(machines, ({ ours: oddness }) => oddness, combine).toFixed(3),
    wanted: besidePlain(area(machines, ({ distance }) => distance, combine).toFixed(3)),
  })
  return [
    causeRow('hit@100', 'at100'),
    causeRow('hit@150', 'at150'),
    areaRow('mean', mean),
    areaRow('highest', highest),
  ]
}

/** No figures of others are published on these machines alone. */
function besidePlain(figure: string): string {
  return `nothing published; distance from the mean of the train part, computed here: ${figure}`
}

function hits(machines: readonly Machine[], oddnessOf: (machine: Machine) => Oddness) {
  const rates = machines.flatMap((machine) =>
    machine.causes.map((cause) =>
      hitRates(loudness(machine, oddnessOf(machine), cause), cause.dims),
    ),
  )
  return {
    at100: meanOf(rates.map(({ at100 }) => at100)),
    at150: meanOf(rates.map(({ at150 }) => at150)),
  }
}

function loudness({ timestamps }: Machine, oddness: Oddness, { start, end }: Cause): number[] {
  const first = timestamps.findIndex((timestamp) => timestamp >= start)
  const after = timestamps.findIndex((timestamp) => timestamp > end)
  return oddness.map((column) =>
    column.subarray(first, after < 0 ? column.length : after).reduce((a, b) => Math.max(a, b), 0),
  )
}

type Combine = (oddness: Oddness, row: number) => number

const mean: Combine = (oddness, row) =>
  oddness.reduce((sum, column) => sum + column[row]!, 0) / oddness.length

const highest: Combine = (oddness, row) =>
  oddness.reduce((most, column) => Math.max(most, column[row]!), 0)

function area(
  machines: readonly Machine[],
  oddnessOf: (machine: Machine) => Oddness,
  combine: Combine,
): number {
  return meanOf(
    machines.map((machine) => {
      const first = machine.timestamps.findIndex((timestamp) => timestamp >= machine.testStart)
      const combined = machine.timestamps.map((_, row) => combine(oddnessOf(machine), row) || 0)
      return averagePrecision(machine.labels.subarray(first), combined.subarray(first))
    }),
  )
}
