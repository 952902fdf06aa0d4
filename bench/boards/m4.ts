import type { Row, Suite } from '../suite.ts'
import { naive, naive2, seasonalNaive, theta } from './forecast-baselines.ts'
import { openForecastData, type ForecastData } from './forecast-data.ts'
import { seasonalScale } from './forecast-scores.ts'
import {
  DAY,
  HORIZON,
  owa,
  scoreBaseline,
  scoreForecasts,
  type Case,
  type PointScores,
  type Scores,
} from './m4-run.ts'
import { createProgress } from './progress.ts'

/** Hours before the end of the training part at which everything was chosen. */
const VALIDATION = [48, 96, 144, 192]

export const suite: Suite = {
  what: 'M4 competition, hourly: 414 series, 48 hours ahead (development figures: the data is public)',
  async run() {
    const data = openForecastData('m4_hourly')
    const test = testCases(data)
    const validation = validationCases(data)
    const progress = createProgress('m4', test.length + validation.length)
    const unit = scoreBaseline(test, naive2)
    return [
      ...ourRows(scoreForecasts(test, progress), unit),
      ...validationRows(scoreForecasts(validation, progress), scoreBaseline(validation, naive2)),
      ...baselines.map(([name, baseline]) => ({
        what: `baseline, same run: ${name}`,
        measured: pointText(scoreBaseline(test, baseline), unit),
      })),
      ...published,
      ...proofOf(unit, scoreBaseline(test, seasonalNaive)),
    ]
  },
}

function testCases(data: ForecastData): Case[] {
  const truth = data.read('test.csv.gz')
  return [...data.read('train.csv.gz')].map(([id, past]) => ({ past, truth: truth.get(id)! }))
}

function validationCases(data: ForecastData): Case[] {
  return VALIDATION.flatMap((back) =>
    [...data.read('train.csv.gz').values()].map((values) => {
      const origin = values.length - back
      return {
        past: values.subarray(0, origin),
        truth: values.subarray(origin, origin + HORIZON),
      }
    }),
  ).filter(({ past }) => seasonalScale(past, DAY) > 0)
}

const text = (value: number, digits = 3) => value.toFixed(digits)

const pointText = (points: PointScores, unit: PointScores) =>
  `sMAPE ${text(points.smape)}, MASE ${text(points.mase)}, OWA ${text(owa(points, unit))}`

function ourRows(ours: Scores, unit: PointScores): Row[] {
  return [
    { what: 'test: sMAPE', measured: text(ours.smape) },
    { what: 'test: MASE', measured: text(ours.mase) },
    {
      what: 'test: OWA',
      measured: text(owa(ours, unit), 4),
      wanted: 'at most 0.41, aim 0.39 (best published 0.410)',
    },
    {
      what: 'test: share of the truth inside 95 % intervals',
      measured: text(ours.coverage),
      wanted: '0.93 to 0.96',
    },
    {
      what: 'test: MSIS',
      measured: text(ours.msis, 2),
      wanted: 'at most 7.5 (best published 6.14)',
    },
    {
      what: 'CPU a forecast, intervals included',
      measured: `${text(ours.milliseconds, 1)} ms`,
      wanted: 'at most 10 ms',
    },
  ]
}

function validationRows(ours: Scores, unit: PointScores): Row[] {
  return [
    {
      what: `validation, inside the training part, origins ${VALIDATION.map((back) => `-${back}`).join(' ')}: what was chosen on`,
      measured: `${pointText(ours, unit)}, coverage ${text(ours.coverage)}, MSIS ${text(ours.msis, 2)}`,
    },
  ]
}

const baselines = [
  ['naive', naive],
  ['seasonal naive, 24 hours', seasonalNaive],
  ['Naive2', naive2],
  ['theta, classical', theta],
] as const

/** Mcompetitions/M4-methods, "Evaluation and Ranks.xlsx", sheets of the hourly series. */
const published: readonly Row[] = [
  ['Doornik, Castle, Hendry (best of 59 on hourly)', '8.913', '0.801', '0.410, MSIS 6.139'],
  ['Smyl (winner over all series)', '9.328', '0.893', '0.440, MSIS 7.928'],
  ['Pawlikowski and others', '9.611', '0.873', '0.444'],
  ['Montero-Manso and others (second over all series)', '11.506', '0.819', '0.484, MSIS 18.509'],
  ['theta', '18.138', '2.455', '1.006'],
  ['naive', '43.003', '11.608', '3.593, MSIS 71.245'],
].map(([who, smape, mase, rest]) => ({
  what: `published: ${who}`,
  measured: `sMAPE ${smape}, MASE ${mase}, OWA ${rest}`,
}))

function proofOf(unit: PointScores, seasonal: PointScores): Row[] {
  return [
    {
      what: 'proof: Naive2, recomputed with this scorer',
      measured: `${text(unit.smape)} / ${text(unit.mase)}`,
      wanted: '18.383 / 2.395, as published',
    },
    {
      what: 'proof: seasonal naive, recomputed with this scorer',
      measured: `${text(seasonal.smape)} / ${text(seasonal.mase)}`,
      wanted: '13.912 / 1.193, as published',
    },
  ]
}
