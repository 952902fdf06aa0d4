import { createRandom } from '../../src/math/random.ts'
import {
  backups,
  between,
  bursts,
  copies,
  deploys,
  growth,
  leak,
  type Part,
  type Random,
  retention,
  rotatedLog,
  spread,
  STEPS_PER_DAY,
  sweptCache,
  temporary,
} from './disk-world-parts.ts'

export { STEPS_PER_DAY } from './disk-world-parts.ts'
export const STEP = 300
/** Two weeks of history, a week to walk through, and four days to see what came of it. */
export const HISTORY_DAYS = 14
export const WALK_DAYS = 7
export const HORIZON_DAYS = 4
const LENGTH = (HISTORY_DAYS + WALK_DAYS + HORIZON_DAYS) * STEPS_PER_DAY

export interface Disk {
  readonly kind: Kind
  /** Share of the volume that is free, 0…1, one value each five minutes. */
  readonly free: Float64Array
}

/**
 * How often a disk is of each kind, in hundredths. Rates are log-uniform over wide ranges, so that
 * most disks that grow do so by a few percent a day at most.
 */
const KINDS = {
  idle: 17,
  logs: 15,
  database: 22,
  backup: 7,
  retention: 8,
  cache: 7,
  leaking: 11,
  runaway: 6,
  upload: 7,
} as const
type Kind = keyof typeof KINDS

/**
 * A made-up fleet's disks as a node exporter would show them: avail / size, for 25 days. It knows
 * nothing of any model: parts are simulated step by step as bytes written and freed.
 *
 * - idle: an operating system: a quarter has logs, all have rare deploys and temporary files.
 * - logs: one or two rotated logs (each 4 to 60 hours, 0.5 to 12 % high), a third grows underneath.
 * - database: grows 0.05 to 8 % a day with a daily and sometimes weekly rhythm; compactions at any
 *   time or a nightly dump; sometimes a rotated log of changes.
 * - backup: one to five kept backups of 5 to 35 % in all, each a little larger than the last.
 * - retention: 65 % have reached the age at which they delete as fast as they write, others still grow.
 * - cache: filled in pieces, swept from a high mark (75 to 93 %) to a low one.
 * - leaking: fills evenly by 0.3 to 10 % a day from a random time; half are restarted, which frees it all.
 * - runaway: fills within 3 hours to 4 days, from a random time in the last half; 60 % are stopped on the way.
 * - upload: grows 1 to 10 % a day with copies; a script deletes old ones each 1 to 7 days on half of them.
 *
 * On top of all: temporary files, and on a fifth copies of up to 15 %, half of which are deleted
 * again; 5 % of the volumes are enlarged once by 20 to 150 %; on 15 % an operator always cleans up
 * above a level of their own (82 to 95 %) after 1 to 12 hours. A full disk refuses writes, and 2 to
 * 24 hours later somebody frees 15 to 50 % of it or, one in four, enlarges it. The same seed gives the
 * same disk.
 */
export function diskOf(seed: number): Disk {
  const random = createRandom(Math.imul(seed + 1, 0x9e3779b1))
  const kind = kindOf(random)
  const parts = [...partsOf(kind, random), temporary(random)]
  if (random() < 0.2) parts.push(copies(random))
  const base = basis(parts, random)
  return { kind, free: lifeOf([...parts, base], careOf(kind, random), random) }
}

function kindOf(random: Random): Kind {
  let left = 100 * random()
  for (const [kind, weight] of Object.entries(KINDS)) {
    left -= weight
    if (left < 0) return kind as Kind
  }
  return 'upload'
}

function partsOf(kind: Kind, random: Random): Part[] {
  const maybe = (share: number, part: () => Part) => (random() < share ? [part()] : [])
  const log = () => rotatedLog(random)
  const time = () => Math.floor(LENGTH * random())
  switch (kind) {
    case 'idle':
      return [deploys(random), ...maybe(0.25, log)]
    case 'logs': {
      const slow = () => growth(random, 0, spread(random, 0.0005, 0.04))
      return [log(), ...maybe(0.4, log), ...maybe(0.33, slow)]
    }
    case 'database':
      return [
        growth(random, 0, spread(random, 0.0005, 0.08)),
        bursts(random, random() < 0.5 ? 'nightly' : 'any time'),
        ...maybe(0.4, log),
      ]
    case 'backup':
      return [backups(random), ...maybe(0.3, log)]
    case 'retention':
      return [retention(random), ...maybe(0.3, () => bursts(random, 'any time'))]
    case 'cache':
      return [sweptCache(random), ...maybe(0.3, log)]
    case 'leaking': {
      const until = random() < 0.5 ? time() : LENGTH
      return [leak(time() - LENGTH / 2, until, spread(random, 0.003, 0.1)), ...maybe(0.4, log)]
    }
    case 'runaway': {
      const from = Math.floor(LENGTH * between(random, 0.5, 1))
      const perDay = 0.5 / (spread(random, 3, 96) / 24)
      const until = random() < 0.6 ? from + Math.ceil(spread(random, 6, 288)) : LENGTH
      return [leak(from, until, perDay), ...maybe(0.4, log)]
    }
    case 'upload':
      return [growth(random, 0.05, spread(random, 0.01, 0.1)), copies(random)]
  }
}

/** What was there before: as much as makes the disk 15 to 90 % full at the start, or is free. */
function basis(parts: readonly Part[], random: Random): Part {
  const used = parts.reduce((sum, { held }) => sum + held, 0)
  const wanted = between(random, 0.15, 0.9)
  return { held: Math.max(0.02, wanted - used), deletable: true, wants: () => 0 }
}

/** Who cleans up, and whether the volume grows. */
interface Care {
  /** Used share above which an operator cleans up, and how many steps later. */
  readonly level: number
  readonly delay: number
  /** Steps from one run of the script that deletes old data to the next; 0: none. */
  readonly script: number
  readonly enlargedAt: number
}

function careOf(kind: Kind, random: Random): Care {
  return {
    level: random() < 0.15 ? between(random, 0.82, 0.95) : Infinity,
    delay: Math.round(between(random, 12, 144)),
    script:
      kind === 'upload' && random() < 0.5 ? (1 + Math.floor(7 * random())) * STEPS_PER_DAY : 0,
    enlargedAt: random() < 0.05 ? Math.floor(LENGTH * random()) : -1,
  }
}

function lifeOf(parts: readonly Part[], care: Care, random: Random): Float64Array {
  const free = new Float64Array(LENGTH)
  const born = parts.map(({ held }) => held)
  let size = 1
  let noticed = -1
  for (let i = 0; i < LENGTH; i++) {
    let used = write(parts, i, size)
    if (i === care.enlargedAt) size *= between(random, 1.2, 2.5)
    if (care.script && i > 0 && i % care.script === 0)
      parts.forEach((part, p) => part.deletable && (part.held = Math.min(part.held, born[p]!)))
    const isFull = used >= size * (1 - 1e-9)
    if (noticed < 0 && (isFull || used > care.level * size))
      noticed = i + (isFull ? Math.round(between(random, 24, 288)) : care.delay)
    if (i === noticed) {
      noticed = -1
      if (isFull && random() < 0.25) size *= between(random, 1.2, 2.5)
      else cleanUp(parts, between(random, 0.15, 0.5) * used)
    }
    used = parts.reduce((sum, { held }) => sum + held, 0)
    free[i] = used >= size * (1 - 1e-9) ? 0 : (size - used) / size
  }
  return free
}

/** One step of all parts; where there is not enough space each gets a share of what it wants. */
function write(parts: readonly Part[], i: number, size: number): number {
  const used = parts.reduce((sum, { held }) => sum + held, 0)
  const wants = parts.map((part) => part.wants(i, used / size))
  for (const [p, part] of parts.entries())
    if (wants[p]! < 0) part.held = Math.max(0, part.held + wants[p]!)
  const room = Math.max(0, size - parts.reduce((sum, { held }) => sum + held, 0))
  const asked = wants.reduce((sum, want) => sum + Math.max(0, want), 0)
  const granted = asked > room ? room / asked : 1
  for (const [p, part] of parts.entries()) part.held += granted * Math.max(0, wants[p]!)
  return parts.reduce((sum, { held }) => sum + held, 0)
}

/** Deletes from what may be deleted first, then from all. */
function cleanUp(parts: readonly Part[], amount: number): void {
  for (const some of [parts.filter(({ deletable }) => deletable), parts]) {
    const held = some.reduce((sum, part) => sum + part.held, 0)
    const share = held > 0 ? Math.min(1, amount / held) : 0
    for (const part of some) part.held *= 1 - share
    amount -= share * held
  }
}
