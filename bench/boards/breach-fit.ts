import { logOdds, stacked, type Stack } from '../../src/forecast/crossing/breach/stack.ts'
import { type View, VIEWS } from '../../src/forecast/crossing/breach/views.ts'
import { solveCholesky } from '../../src/math/ridge.ts'
import { dealFamilies } from './folds.ts'

/** A question as the stack sees it. */
export interface Lesson {
  readonly set: string
  readonly series: string
  readonly shares: ReadonlyMap<View, number>
  readonly came: boolean
}

const ITERATIONS = 25

/** So many questions of prior belief that every view deserves the same weight. */
const PRIOR = 1

/**
 * Logistic regression of the outcome on the views' log odds (Newton's method), with a weak pull to
 * equal weights that sum to one. A set of n questions weighs as the root of n: many series of one
 * kind should not drown the few of another. Lessons in which a view is absent are left out.
 */
export function fitStack(lessons: readonly Lesson[]): Stack {
  const whole = lessons.filter(({ shares }) => VIEWS.every((view) => shares.has(view)))
  const sizes = new Map(
    [...Map.groupBy(whole, ({ set }) => set)].map(([set, l]) => [set, l.length]),
  )
  const scale = whole.length / [...sizes.values()].reduce((sum, n) => sum + Math.sqrt(n), 0)
  const rows = whole.map(({ set, shares, came }) => ({
    x: [1, ...VIEWS.map((view) => logOdds(shares.get(view)!))],
    y: Number(came),
    weight: scale / Math.sqrt(sizes.get(set)!),
  }))
  const prior = [0, ...VIEWS.map(() => 1 / VIEWS.length)]
  let beta = prior
  for (let i = 0; i < ITERATIONS; i++) beta = newtonStep(rows, beta, prior)
  const weights = Object.fromEntries(VIEWS.map((view, i) => [view, beta[i + 1]!]))
  return { intercept: beta[0]!, weights: weights as Stack['weights'] }
}

interface FitRow {
  readonly x: readonly number[]
  readonly y: number
  readonly weight: number
}

function newtonStep(
  rows: readonly FitRow[],
  beta: readonly number[],
  prior: readonly number[],
): number[] {
  const size = beta.length
  const hessian = new Float64Array(size * size)
  const gradient = Float64Array.from(beta, (b, i) => PRIOR * (prior[i]! - b))
  for (let i = 0; i < size; i++) hessian[i * size + i] = PRIOR
  for (const { x, y, weight } of rows) {
    const p = 1 / (1 + Math.exp(-x.reduce((sum, one, i) => sum + one * beta[i]!, 0)))
    for (let i = 0; i < size; i++) {
      gradient[i]! += weight * (y - p) * x[i]!
      for (let j = 0; j <= i; j++) hessian[i * size + j]! += weight * p * (1 - p) * x[i]! * x[j]!
    }
  }
  const step = solveCholesky(hessian, gradient)
  return beta.map((b, i) => b + step[i]!)
}

const FOLDS = 5

/** What a stack fitted on other series (whole families of them) says of each lesson. */
export function outOfFold(lessons: readonly Lesson[]): number[] {
  const names = [...new Set(lessons.map(({ series }) => series))]
  const dealt = dealFamilies(names, FOLDS, 1)
  const foldOf = new Map(names.map((name, i) => [name, dealt[i]!]))
  return heldOut(lessons, ({ series }) => `${foldOf.get(series)}`)
}

/** What a stack says of each lesson that was fitted on other sets: those of another first word. */
export function outOfSet(lessons: readonly Lesson[]): number[] {
  return heldOut(lessons, ({ set }) => set.split(' ')[0]!)
}

function heldOut(lessons: readonly Lesson[], groupOf: (lesson: Lesson) => string): number[] {
  const stacks = new Map<string, Stack>()
  for (const group of new Set(lessons.map(groupOf)))
    stacks.set(group, fitStack(lessons.filter((lesson) => groupOf(lesson) !== group)))
  return lessons.map((lesson) => stacked(lesson.shares, stacks.get(groupOf(lesson)))!)
}
