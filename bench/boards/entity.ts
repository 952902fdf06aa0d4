import { basename } from 'node:path'

import { judgeEntity } from '../../src/detect/entities/judge-entity.ts'
import type { Row, Suite } from '../suite.ts'
import { averagePrecision } from './average-precision.ts'
import { openBoard, readRows, type Board, type BoardSeries } from './board.ts'
import { fitBaselines, type Fitted } from './entity-baselines.ts'
import { hitRates } from './hit-rate.ts'
import { meanOf } from './mean-of.ts'
import { cpuSeconds, createProgress } from './progress.ts'

const BASELINES = ['mahalanobis', 'pca', 'highest', 'mean'] as const
const METHODS = ['ours', ...BASELINES] as const
type Method = (typeof METHODS)[number]

/** What was measured of one method on one machine. */
interface Figures {
  readonly area: number
  /** One number a segment. */
  readonly at100: readonly number[]
  readonly at150: readonly number[]
}

interface Machine {
  readonly name: string
  readonly figures: Record<Method, Figures>
  readonly seconds: number
  readonly cells: number
  readonly bytes: number
}

export const suite: Suite = {
  what: 'columns of one machine judged together, as `rootops detect --entity` does (development figures: the data is public)',
  async run() {
    const [smd, asd] = [readMachines(openBoard('smd')), readMachines(openBoard('asd'))]
    return [...rowsOf('SMD', smd), ...rowsOf('ASD', asd), ...costRows([...smd, ...asd])]
  },
}

function readMachines(board: Board): Machine[] {
  const progress = createProgress(`entity, ${basename(board.folder)}`, board.series.length)
  return board.series.map((series) => {
    const machine = measure(board, series)
    progress()
    return machine
  })
}

function measure(board: Board, series: BoardSeries): Machine {
  const { timestamps, columns, labels } = readRows(board, series)
  const trained = timestamps.findIndex((timestamp) => timestamp >= (series.test_start ?? -Infinity))
  const segments = (series.root_cause ?? [])
    .filter(({ dims }) => dims.length > 0)
    .map(({ start, end, dims }) => {
      const after = timestamps.findIndex((timestamp) => timestamp > end)
      const first = timestamps.findIndex((timestamp) => timestamp >= start)
      return { first, after: after < 0 ? timestamps.length : after, dims }
    })
  const figuresOf = ({ rows, columns: parts }: Fitted): Figures => {
    const rates = segments.map(({ first, after, dims }) =>
      hitRates(
        parts.map((column) =>
          column.subarray(first, after).reduce((a, b) => Math.max(a, b), -Infinity),
        ),
        dims,
      ),
    )
    return {
      area: averagePrecision(labels.subarray(trained), rows.subarray(trained)),
      at100: rates.map(({ at100 }) => at100),
      at150: rates.map(({ at150 }) => at150),
    }
  }
  const started = process.cpuUsage()
  const { judged, state } = judgeEntity(timestamps, columns)
  const seconds = cpuSeconds(started)
  const plain = fitBaselines(columns, trained)
  return {
    name: series.name,
    figures: {
      ours: figuresOf({ rows: judged.entityScore, columns: judged.columnScores }),
      mahalanobis: figuresOf(plain.mahalanobis),
      pca: figuresOf(plain.pca),
      highest: figuresOf(plain.highest),
      mean: figuresOf(plain.mean),
    },
    seconds,
    cells: timestamps.length * columns.length,
    bytes: state.bytes.length / columns.length,
  }
}

function rowsOf(title: string, machines: readonly Machine[]): Row[] {
  const area = (method: Method) => meanOf(machines.map(({ figures }) => figures[method].area))
  const hits = (method: Method, at: 'at100' | 'at150') =>
    meanOf(machines.flatMap(({ figures }) => figures[method][at]))
  const segments = machines.reduce((sum, { figures }) => sum + figures.ours.at100.length, 0)
  const causeRow = (what: string, at: 'at100' | 'at150') => ({
    what: `${title}, ${segments} segments given: root-cause ${what}, columns by their highest score`,
    measured: hits('ours', at).toFixed(3),
    wanted: beside((method) => hits(method, at)),
  })
  return [
    causeRow('hit@100', 'at100'),
    causeRow('hit@150', 'at150'),
    {
      what: `${title}, ${machines.length} machines, test part: AUC-PR of entity_score`,
      measured: area('ours').toFixed(3),
      wanted: beside(area),
    },
    ...machines.map(({ name, figures }) => ({
      what: `${title}, ${name}: AUC-PR of entity_score`,
      measured: figures.ours.area.toFixed(3),
      wanted: beside((method) => figures[method].area),
    })),
  ]
}

/** Plain methods that saw the whole train part at once, computed here. */
function beside(figureOf: (method: Method) => number): string {
  const names = { mahalanobis: 'Mahalanobis', pca: 'PCA', highest: 'max z', mean: 'mean z' }
  return BASELINES.map((method) => `${names[method]} ${figureOf(method).toFixed(3)}`).join(', ')
}

function costRows(machines: readonly Machine[]): Row[] {
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
  const seconds = sum(machines.map((machine) => machine.seconds))
  const cells = sum(machines.map((machine) => machine.cells))
  const bytes = Math.max(...machines.map((machine) => machine.bytes))
  return [
    {
      what: 'time of a cell',
      measured: `${((1e6 * seconds) / cells).toFixed(2)} µs CPU`,
      wanted: '≤ 3 µs',
    },
    { what: 'state of a column', measured: `${Math.round(bytes)} bytes`, wanted: '≤ 4 KB' },
  ]
}
