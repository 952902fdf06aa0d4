import { basename } from 'node:path'

import { Command, InvalidArgumentError } from 'commander'

import { errors } from '../errors.ts'
import { forecastSeries } from '../forecast/forecast.ts'
import { predictCrossing } from '../forecast/crossing/predict-crossing.ts'
import type { BreachSeconds } from '../model/prediction.ts'
import { seriesIn, type RecordedFile, type RecordedSeries } from '../sources/files/recorded-file.ts'
import { splitRow } from '../sources/files/series-csv.ts'
import { cell, rounded } from './csv.ts'
import { readInput } from './input.ts'
import type { Io } from './io.ts'
import { createProgress } from './progress.ts'
import { readRecorded, seriesOf, stepOf } from './recorded.ts'

interface Options {
  readonly horizon: number
  readonly threshold?: number
  readonly thresholds?: string
}

/** One line of a thresholds file: will this series cross this, within so many seconds? */
interface Question {
  readonly series: string
  readonly threshold: number
  readonly horizonSeconds: number
  readonly direction: 'up' | 'down' | undefined
}

/** `rootops forecast FILE…`: what comes next, or the probability of crossing a threshold. */
export function forecastCommand(io: Io): Command {
  return new Command('forecast')
    .description('forecast recorded series, or the probability that they cross a threshold')
    .argument('<file...>', 'CSV (timestamp,value) or the JSON of query_range; - is standard input')
    .option('--horizon <steps>', 'how many steps to look ahead', wholeNumber, 24)
    .option('--threshold <value>', 'ask for the probability of crossing it', number)
    .option('--thresholds <file>', 'CSV series,threshold,horizon_seconds[,direction]')
    .action(async (files: string[], options: Options) => {
      const asked = options.thresholds ? await readQuestions(options.thresholds, io) : undefined
      const progress = createProgress(io, files.length, 'forecast')
      let isFirst = true
      let answered = 0
      for (const file of files) {
        const recorded = await readRecorded(file, io)
        const stem = stemOf(file, files, asked)
        if (asked || options.threshold !== undefined)
          answered += answer(recorded, options, { asked, stem, io })
        else writeForecasts(recorded, options.horizon, { io, withHeader: isFirst })
        isFirst = false
        progress.advance(1)
      }
      progress.end()
      if (asked && answered < asked.length)
        io.stderr.write(
          `rootops: ${asked.length - answered} of ${asked.length} questions name a series that no file has\n`,
        )
    })
}

function writeForecasts(
  file: RecordedFile,
  horizon: number,
  { io, withHeader }: { io: Io; withHeader: boolean },
): void {
  const named = file.form !== 'single'
  if (withHeader) io.stdout.write(`${named ? 'series,' : ''}timestamp,expected,lower,upper\n`)
  for (const one of seriesIn(file)) {
    const forecast = forecastSeries(seriesOf(one), { horizon })
    if (!forecast) {
      io.stderr.write(`rootops: ${one.name || 'the series'}: too little data for a forecast\n`)
      continue
    }
    const prefix = named ? `${cell(one.name)},` : ''
    forecast.timestamps.forEach((timestamp, i) => {
      const { expected, lower, upper } = forecast
      const numbers = [expected, lower, upper].map((column) => rounded(column[i]!))
      io.stdout.write(`${prefix}${timestamp},${numbers.join(',')}\n`)
    })
  }
}

/**
 * What a file's unnamed series is called in a thresholds file: the file's name without folder and
 * ending; where there is one file and one name, that name is meant whatever it is.
 */
function stemOf(
  file: string,
  files: readonly string[],
  asked: readonly Question[] | undefined,
): string {
  const names = new Set(asked?.map(({ series }) => series))
  const [only] = names
  if (files.length === 1 && names.size === 1) return only!
  return basename(file).replace(/(\.csv|\.json)?(\.gz)?$/, '')
}

function answer(
  file: RecordedFile,
  { horizon, threshold }: Options,
  { asked, stem, io }: { asked: readonly Question[] | undefined; stem: string; io: Io },
): number {
  let answered = 0
  for (const one of seriesIn(file)) {
    const own = asked
      ? asked.filter((question) => question.series === (one.name || stem))
      : [
          {
            series: one.name,
            threshold: threshold!,
            horizonSeconds: horizon * stepOf(one.timestamps),
            direction: undefined,
          },
        ]
    for (const question of own) io.stdout.write(`${JSON.stringify(answerOne(one, question))}\n`)
    answered += own.length
  }
  return answered
}

const NEVER: BreachSeconds = { p10: null, p50: null, p90: null }

function answerOne(series: RecordedSeries, question: Question) {
  const { threshold, horizonSeconds } = question
  const last = series.values.findLast(Number.isFinite) ?? threshold
  const direction = question.direction ?? (last < threshold ? 'up' : 'down')
  const crossing = predictCrossing(seriesOf(series), { threshold, direction, horizonSeconds })
  return {
    series: question.series,
    threshold,
    horizon_seconds: horizonSeconds,
    probability: crossing?.probability ?? null,
    breach_seconds: crossing?.breach_seconds ?? NEVER,
  }
}

async function readQuestions(file: string, io: Io): Promise<Question[]> {
  const lines = new TextDecoder().decode(await readInput(file, io)).split('\n')
  const header = splitRow(lines[0] ?? '')
  const column = (name: string) => header.indexOf(name)
  for (const name of ['series', 'threshold', 'horizon_seconds'])
    if (column(name) < 0)
      throw errors.inputInvalid(`${file}:1: expected series,threshold,horizon_seconds[,direction]`)
  return lines.slice(1).flatMap((line, i) => {
    if (line.trim() === '') return []
    const cells = splitRow(line)
    const threshold = Number(cells[column('threshold')])
    const horizonSeconds = Number(cells[column('horizon_seconds')])
    const written = cells[column('direction')]
    if (!Number.isFinite(threshold) || !(horizonSeconds > 0))
      throw errors.inputInvalid(`${file}:${i + 2}: expected a number and a horizon above 0`)
    const direction = written === 'up' || written === 'down' ? written : undefined
    return [{ series: cells[column('series')] ?? '', threshold, horizonSeconds, direction }]
  })
}

function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('expected a number')
  return value
}

function wholeNumber(text: string): number {
  const value = number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('expected a whole number above 0')
  return value
}
