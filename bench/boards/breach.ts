import type { Stack } from '../../src/forecast/crossing/breach/stack.ts'
import { VIEWS } from '../../src/forecast/crossing/breach/views.ts'
import type { Row, Suite } from '../suite.ts'
import { fitStack, outOfFold, outOfSet, type Lesson } from './breach-fit.ts'
import { readBreachQuestions } from './breach-questions.ts'
import { answer, OTHERS, type Answered } from './breach-run.ts'
import { timeRows } from './breach-times.ts'
import { aucOf, brierOf, squaredError, type Told } from './brier.ts'
import { clusterBootstrap } from './cluster-bootstrap.ts'
import { meanOf } from './mean-of.ts'
import { createProgress } from './progress.ts'
import { calibrationError, reliabilityOf, unavoidableError } from './reliability.ts'

/** An answer with the two figures that nobody who chose the weights could have seen. */
interface Judged extends Answered {
  readonly outOfFold: number
  readonly outOfSet: number
}

export const suite: Suite = {
  what: 'will it reach X within H? X from the history: q95, q99, q99.5 + 10 % (development figures: the data is public)',
  run: async () => {
    const questions = readBreachQuestions()
    const progress = createProgress('breach', questions.length)
    const answered = questions.map((question) => {
      progress()
      return answer(question)
    })
    const lessons = answered.map(lessonOf)
    const all = withHeldOut(answered, lessons)
    const sets = [...Map.groupBy(all, ({ question }) => question.set)]
    return [
      ...sets.flatMap(([set, judged]) => rowsOf(set, judged)),
      ...sets.flatMap(([set, judged]) => timeRows(set, judged)),
      { what: 'weights, fitted again on all sets', measured: textOf(fitStack(lessons)) },
      {
        what: 'CPU of a question, mean and longest tenth',
        measured: costText(answered),
        wanted: '≤ 10 ms',
      },
    ]
  },
}

function lessonOf({ question, shares }: Answered): Lesson {
  return { set: question.set, series: question.series, shares, came: question.reached }
}

/** Where another model than the stack answered, nothing was fitted: its answer stays. */
function withHeldOut(answered: readonly Answered[], lessons: readonly Lesson[]): Judged[] {
  const [folds, sets] = [outOfFold(lessons), outOfSet(lessons)]
  return answered.map((one, i) => {
    const { probability, model } = one.crossing
    const fitted = model === 'ensemble'
    return {
      ...one,
      outOfFold: fitted ? folds[i]! : probability,
      outOfSet: fitted ? sets[i]! : probability,
    }
  })
}

function rowsOf(set: string, judged: readonly Judged[]): Row[] {
  const toldBy = (say: (one: Judged) => number): Told[] =>
    judged.map((one) => ({ probability: say(one), came: one.question.reached }))
  const usual = toldBy(({ crossing }) => crossing.reference)
  const base = meanOf(judged.map(({ question }) => Number(question.reached)))
  const series = new Set(judged.map(({ question }) => question.series)).size
  const row = (what: string, told: Told[], wanted = ''): Row => ({
    what: `${set}: ${what}`,
    measured: figuresOf(told, usual),
    wanted,
  })
  const ours = toldBy(({ crossing }) => crossing.probability)
  return [
    row(
      `RootOps (${judged.length} questions of ${series} series, ${(100 * base).toFixed(1)} % came true)`,
      ours,
      'Brier below all others, ECE ≤ 0.05',
    ),
    row(
      'RootOps, weights fitted on other series',
      toldBy((one) => one.outOfFold),
    ),
    row(
      'RootOps, weights fitted on other sets',
      toldBy((one) => one.outOfSet),
    ),
    row('climatology', usual),
    ...OTHERS.map((other) =>
      row(
        other,
        toldBy(({ others }) => others[other]),
      ),
    ),
    ...(['climatology', ...OTHERS.slice(0, 4)] as const).map((other) => ({
      what: `${set}: Brier less that of ${other}, 95 % interval over series`,
      measured: intervalText(
        judged,
        ours,
        other === 'climatology' ? usual : toldBy(({ others }) => others[other as 'seasonal naive']),
      ),
      wanted: 'below 0',
    })),
    {
      what: `${set}: ECE if every probability were right (${judged.length} independent questions)`,
      measured: unavoidableError(ours).toFixed(3),
    },
    { what: `${set}: said → came, by tenths`, measured: reliabilityText(ours) },
  ]
}

function figuresOf(told: readonly Told[], usual: readonly Told[]): string {
  const brier = brierOf(told)
  return [
    `Brier ${brier.toFixed(4)}`,
    `skill ${(1 - brier / brierOf(usual)).toFixed(3)}`,
    `AUC ${aucOf(told).toFixed(3)}`,
    `ECE ${calibrationError(told).toFixed(3)}`,
  ].join(', ')
}

function reliabilityText(told: readonly Told[]): string {
  return reliabilityOf(told)
    .filter(({ count }) => count > 0)
    .map(({ count, said, came }) => `${said.toFixed(2)} → ${came.toFixed(2)} (${count})`)
    .join(', ')
}

function intervalText(judged: readonly Judged[], ours: readonly Told[], theirs: readonly Told[]) {
  const { mean, low, high } = clusterBootstrap(
    ours.map((one, i) => squaredError(one) - squaredError(theirs[i]!)),
    judged.map(({ question }) => question.series),
  )
  return `${mean.toFixed(4)} (${low.toFixed(4)} … ${high.toFixed(4)})`
}

function textOf({ intercept, weights }: Stack): string {
  const each = VIEWS.map((view) => `${view} ${weights[view].toFixed(3)}`)
  return [`intercept ${intercept.toFixed(3)}`, ...each].join(', ')
}

function costText(answered: readonly Answered[]): string {
  const cost = answered.map(({ seconds }) => 1000 * seconds).sort((a, b) => a - b)
  return `${meanOf(cost).toFixed(1)} ms, ${cost[Math.floor(0.9 * cost.length)]!.toFixed(1)} ms`
}
