import { FAULT_KINDS, faultTargets, type FaultKind } from '../../src/demo/world/faults.ts'
import type { Page } from '../../src/engine/passage.ts'
import { middle, type Row } from '../suite.ts'
import { DAY, OFFSET, openDemo, START, watchDemo, type Learned } from './demo-watch.ts'
import { predictedIn } from './predicted.ts'

const SEEDS = [101, 102]
const STEP = 15
/** Monday and Tuesday, and Wednesday until ten. */
const LEARN_SECONDS = 2 * DAY + 10 * 3600
const TARGETS = 4
/** Between the last row that was learned from and the fault; and how long it may take to be found. */
const BEFORE_SECONDS = 600
const FIND_SECONDS = 3600

interface Outcome {
  readonly seed: number
  readonly kind: FaultKind
  readonly target: string
  /** Seconds from the fault to its first page, else prediction; undefined: not found in an hour. */
  readonly delay: number | undefined
  readonly by: 'page' | 'prediction'
}

/** Breaks the demo in every way, one at a time, in worlds whose past is learned. */
export async function measureFaults(budget: number): Promise<Row[]> {
  const outcomes: Outcome[] = []
  for (const seed of SEEDS) outcomes.push(...(await measureSeed(seed, budget)))
  const found = outcomes.filter(({ delay }) => delay !== undefined)
  const paged = found.filter(({ by }) => by === 'page')
  const missed = outcomes.filter(({ delay }) => delay === undefined)
  const share = (100 * found.length) / outcomes.length
  const names = missed.map(({ kind, target, seed }) => `${kind} ${target} (seed ${seed})`)
  return [
    {
      what: `demo, faults at 15 s steps: told within an hour (${SEEDS.length} seeds, up to ${TARGETS} targets of each kind)`,
      measured: `${found.length} of ${outcomes.length}: ${share.toFixed(0)} %; ${paged.length} by a page, the others by a prediction${names.length > 0 ? `; missed: ${names.join(', ')}` : ''}`,
      wanted: '≥ 95 %',
    },
    {
      what: 'demo, faults: median delay',
      measured: `${middle(outcomes.map(({ delay = Infinity }) => delay))} s`,
      wanted: '< 120 s',
    },
    ...FAULT_KINDS.map((kind) =>
      rowOfKind(
        outcomes.filter((one) => one.kind === kind),
        kind,
      ),
    ),
  ]
}

function rowOfKind(outcomes: readonly Outcome[], kind: FaultKind): Row {
  const sorted = outcomes.toSorted((a, b) => (a.delay ?? Infinity) - (b.delay ?? Infinity))
  const delays = sorted.map(({ delay, by }) =>
    delay === undefined ? 'missed' : `${delay} s${by === 'page' ? '' : ' (predicted)'}`,
  )
  return { what: `demo, ${kind.replace('_', ' ')}: delays`, measured: delays.join(', ') }
}

async function measureSeed(seed: number, budget: number): Promise<Outcome[]> {
  const healthy = await openDemo(seed, STEP)
  const options = { step: STEP, budget } as const
  const { learned } = await watchDemo(healthy, options, { until: START + LEARN_SECONDS })
  const from = learned.until + BEFORE_SECONDS
  const span = { from, until: from + FIND_SECONDS }
  const { pages } = await watchDemo(healthy, options, { until: span.until, learned })
  const without = { pages, predicted: await predictedIn(healthy, STEP, span) }
  await healthy.close()
  const outcomes: Outcome[] = []
  for (const kind of FAULT_KINDS)
    for (const target of faultTargets(kind).slice(0, TARGETS))
      outcomes.push(await breakOne({ seed, kind, target }, { learned, budget, span, without }))
  console.error(`budget: faults of seed ${seed} done`)
  return outcomes
}

interface Hour {
  readonly learned: Learned
  readonly budget: number
  readonly span: { readonly from: number; readonly until: number }
  /** What is told in the same hour of the same world when nothing breaks. */
  readonly without: {
    readonly pages: readonly Page[]
    readonly predicted: ReadonlyMap<string, number>
  }
}

/** The same hour with the fault: what tells of it is what would not have been told without it. */
async function breakOne(
  fault: Pick<Outcome, 'seed' | 'kind' | 'target'>,
  { learned, budget, span, without }: Hour,
): Promise<Outcome> {
  // A world of its own each: a fault that was cleared may leave a mark.
  const demo = await openDemo(fault.seed, STEP)
  demo.world.inject(fault.kind, { at: span.from, target: fault.target })
  const until = span.until
  const { pages } = await watchDemo(demo, { step: STEP, budget }, { until, learned })
  const known = new Set(without.pages.map(keyOf))
  const first = pages.find((page) => page.at > span.from && !known.has(keyOf(page)))
  const delay = first
    ? first.at - span.from
    : firstOf(await predictedIn(demo, STEP, span), without.predicted)
  await demo.close()
  return { ...fault, delay, by: first ? 'page' : 'prediction' }
}

function keyOf({ at, incident }: Page): string {
  return `${at} ${incident.id}`
}

function firstOf(
  predicted: ReadonlyMap<string, number>,
  without: ReadonlyMap<string, number>,
): number | undefined {
  const caused = [...predicted].filter(([signal]) => !without.has(signal))
  return caused.length > 0 ? Math.min(...caused.map(([, at]) => at)) + OFFSET : undefined
}
