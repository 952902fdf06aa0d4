import { basename, join } from 'node:path'

import type { Row, Suite } from '../suite.ts'
import { acfPeriod } from './acf-period.ts'
import { openBoard, readPacked, readRows, type Board, type BoardSeries } from './board.ts'
import { meanOf } from './mean-of.ts'
import { cpuSeconds, createProgress } from './progress.ts'
import { parsePublished, rankPublished, type Published } from './published.ts'
import { scoreColumn } from './score-column.ts'
import { spectralResidual } from './spectral-residual.ts'
import { vusPr } from './vus-pr.ts'

interface Measured {
  readonly series: BoardSeries
  readonly ours: number
  readonly spectralResidual: number
}

export const suite: Suite = {
  what: 'VUS-PR as on the TSB-AD board, score of `rootops detect` (development figures: the data is public)',
  async run() {
    const started = process.cpuUsage()
    const boards = ['tsbad_u', 'mscloud', 'kpi'].map((name) => openBoard(name))
    const [tsbad, mscloud, kpi] = boards.map(measureBoard) as [Measured[], Measured[], Measured[]]
    const published = parsePublished(readPacked(join(boards[0]!.folder, 'published_vus_pr.csv')))
    return [
      ...partsOf(tsbad).map(([part, of]) => besidePublished(`tsbad_u, ${part}`, of, published)),
      besideResidual('mscloud', mscloud),
      besideResidual('kpi', kpi),
      proofOf(tsbad, published),
      { what: 'time', measured: `${cpuSeconds(started).toFixed(0)} s CPU` },
    ]
  },
}

function measureBoard(board: Board): Measured[] {
  const labelled = board.series.filter(({ windows }) => windows.length > 0)
  const progress = createProgress(`vus, ${basename(board.folder)}`, labelled.length)
  return labelled.map((series) => {
    const { timestamps, columns, labels } = readRows(board, series)
    const complete = columns[0]!.map((value) => value || 0)
    const longest = acfPeriod(complete)
    const { score } = scoreColumn(timestamps, columns[0]!)
    progress()
    return {
      series,
      ours: vusPr(
        labels,
        score.map((surprise) => surprise || 0),
        longest,
      ),
      spectralResidual: vusPr(labels, spectralResidual(complete), longest),
    }
  })
}

function partsOf(measured: readonly Measured[]): [string, readonly Measured[]][] {
  const parts = Map.groupBy(measured, ({ series }) => series.from_dataset ?? 'other')
  const operations = [...(parts.get('nab') ?? []), ...(parts.get('kpi') ?? [])]
  return [['all', measured], ['operations = nab + kpi', operations], ...parts]
}

function besidePublished(what: string, of: readonly Measured[], published: Published): Row {
  const mean = meanOf(of.map(({ ours }) => ours))
  const ranks = rankPublished(
    published,
    of.map(({ series }) => series.name),
  )
  const kMeans = ranks.find(({ detector }) => detector === 'KMeansAD')
  const above = ranks.filter((rank) => rank.mean > mean).length
  return {
    what: `${what} (${of.length})`,
    measured: `${mean.toFixed(3)}; ${above} of ${ranks.length} published are better`,
    wanted: `best published, same series: ${ranks[0]?.detector} ${ranks[0]?.mean.toFixed(3)}; KMeansAD ${kMeans?.mean.toFixed(3)}`,
  }
}

/** No figures of others are published on these series. */
function besideResidual(what: string, of: readonly Measured[]): Row {
  const residual = meanOf(of.map(({ spectralResidual: figure }) => figure))
  return {
    what: `${what} (${of.length})`,
    measured: meanOf(of.map(({ ours }) => ours)).toFixed(3),
    wanted: `nothing published; Spectral Residual, computed here: ${residual.toFixed(3)}`,
  }
}

function proofOf(of: readonly Measured[], published: Published): Row {
  const errors = of.map(({ series, spectralResidual: figure }) =>
    Math.abs(figure - published.get('SR')!.get(series.name)!),
  )
  return {
    what: `proof: Spectral Residual computed here against its ${of.length} published figures, largest difference`,
    measured: Math.max(...errors).toExponential(1),
    wanted: '< 1e-4',
  }
}
