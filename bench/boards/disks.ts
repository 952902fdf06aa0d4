/**
 * npm run bench -- disks
 *
 * "Full within four days?" on a made-up fleet (see disk-world.ts): asked once of 1,200 disks after two
 * weeks, and every hour for a week of each fifth. Needs no data.
 */
import { cpuMilliseconds, middle, type Row, type Suite } from '../suite.ts'
import { brierOf, type Told } from './brier.ts'
import { alarms, thresholdFor } from './disk-scores.ts'
import {
  askMinutes,
  askRootOps,
  linearSaysFull,
  mixinSaysFull,
  stepsUntilFull,
} from './disk-rules.ts'
import { forAnHour, type Rule, walk, type Walked } from './disk-walk.ts'
import { diskOf, HISTORY_DAYS, STEP, STEPS_PER_DAY } from './disk-world.ts'
import { createProgress } from './progress.ts'
import { calibrationError } from './reliability.ts'

const DISKS = 1200
const WALKED_EACH = 5
const FIRST = HISTORY_DAYS * STEPS_PER_DAY - 1

export const suite: Suite = {
  what: 'full within four days? RootOps against predict_linear, on made-up disks',
  async run() {
    return [...askedOnce(), ...walked(), cost()]
  },
}

type Judge = (free: Float64Array, now: number) => boolean

const rules: Record<string, Judge> = {
  'predict_linear[1h]': (free, now) => linearSaysFull(free, now, 1),
  'predict_linear[6h]': (free, now) => linearSaysFull(free, now, 6),
  'predict_linear[24h]': (free, now) => linearSaysFull(free, now, 24),
  'predict_linear[7d]': (free, now) => linearSaysFull(free, now, 7 * 24),
  'predict_linear[6h] and less than 40 % free': mixinSaysFull,
}
const COMMON = 'predict_linear[6h]'

function askedOnce(): Row[] {
  const rootops: Told[] = []
  const others = new Map(Object.keys(rules).map((name): [string, Told[]] => [name, []]))
  const inside: boolean[] = []
  const progress = createProgress('disks, once', DISKS)
  for (let seed = 0; seed < DISKS; seed++) {
    progress()
    const { free } = diskOf(seed)
    if (free[FIRST]! <= 0) continue
    const until = stepsUntilFull(free, FIRST)
    const came = until > 0
    const crossing = askRootOps(free, FIRST)
    rootops.push({ probability: crossing?.probability ?? 0, came })
    for (const [name, says] of Object.entries(rules))
      others.get(name)!.push({ probability: Number(says(free, FIRST)), came })
    const { p10 = null, p90 = null } = crossing?.breach_seconds ?? {}
    if (came && p10 !== null) inside.push(until * STEP >= p10 && until * STEP <= (p90 ?? Infinity))
  }
  const { recall, falseAlarms } = alarms(others.get(COMMON)!)
  const level = thresholdFor(rootops, recall)
  const atSameRecall = alarms(rootops, level)
  const base = rootops.filter(({ came }) => came).length / rootops.length
  return [
    {
      what: `disks asked once, and the share that became full`,
      measured: `${rootops.length}, ${percent(base)}`,
    },
    ...[...others].map(([name, said]) => ({ what: name, measured: scores(said) })),
    {
      what: 'RootOps, told at 0.5',
      measured: scores(rootops),
      wanted: `false alarms ≤ ${falseAlarms / 20}, recall > ${percent(recall)}`,
    },
    {
      what: `RootOps, told at ${level.toFixed(2)}: the recall of ${COMMON}`,
      measured: `recall ${percent(atSameRecall.recall)}, false alarms ${atSameRecall.falseAlarms}`,
    },
    {
      what: 'RootOps: calibration error (ECE)',
      measured: calibrationError(rootops).toFixed(3),
      wanted: '≤ 0.05',
    },
    {
      what: 'RootOps: full between p10 and p90, of those foreseen',
      measured: `${percent(inside.filter(Boolean).length / inside.length)} of ${inside.length}`,
      wanted: '80 %',
    },
  ]
}

function scores(said: readonly Told[]): string {
  const { precision, recall, falseAlarms } = alarms(said)
  return `Brier ${brierOf(said).toFixed(4)}, precision ${percent(precision)}, recall ${percent(recall)}, false alarms ${falseAlarms}`
}

/** As predictions are made and given up in the product: see the engine's foresight. */
const SAY_ABOVE = 0.5
const WITHDRAW_BELOW = 0.25

function rootOpsRule(free: Float64Array): Rule {
  return (now, isOpen) =>
    (askRootOps(free, now)?.probability ?? 0) >= (isOpen ? WITHDRAW_BELOW : SAY_ABOVE)
}

function walked(): Row[] {
  const weeks = new Map<string, Walked[]>()
  const progress = createProgress('disks, hourly', DISKS / WALKED_EACH)
  let disks = 0
  for (let seed = 0; seed < DISKS; seed += WALKED_EACH) {
    progress()
    const { free } = diskOf(seed)
    disks++
    const note = (name: string, rule: Rule) =>
      weeks.set(name, [...(weeks.get(name) ?? []), walk(free, rule)])
    for (const [name, says] of Object.entries(rules)) note(name, (now) => says(free, now))
    note(
      `${COMMON} for 1h`,
      forAnHour((now) => linearSaysFull(free, now, 6)),
    )
    note('RootOps, told at 0.5, withdrawn below 0.25', rootOpsRule(free))
  }
  return [...weeks].map(([name, walks]) => ({
    what: `${disks} disks for a week, every hour: ${name}`,
    measured: weekOf(walks),
  }))
}

function weekOf(walks: readonly Walked[]): string {
  const falseAlarms = walks.reduce((sum, one) => sum + one.falseAlarms, 0)
  const trueAlarms = walks.reduce((sum, one) => sum + one.trueAlarms, 0)
  const leads = walks.flatMap((one) => one.leads)
  const known = leads.filter((lead) => lead > 0)
  return `false alarms ${falseAlarms} (${(falseAlarms / walks.length).toFixed(3)} a disk and week), true ${trueAlarms}, open before ${known.length} of ${leads.length} times full, by ${middle(known).toFixed(0)} h`
}

function cost(): Row {
  const times = Array.from({ length: 25 }, (_, seed) => {
    const { free } = diskOf(seed)
    return cpuMilliseconds(() => askMinutes(free, FIRST), 3)
  })
  return {
    what: 'CPU of a question on a week of minutes',
    measured: `${middle(times).toFixed(1)} ms, at most ${Math.max(...times).toFixed(1)} ms`,
    wanted: '≤ 10 ms',
  }
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
