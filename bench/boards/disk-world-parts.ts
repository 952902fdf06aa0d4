/**
 * What takes space on a generated disk. Every part is asked once a step, in order of time, how much
 * more (or less) it wants to hold; all amounts are shares of the disk's first size, all times steps
 * of five minutes.
 */
export const STEPS_PER_DAY = 288
const STEPS_PER_HOUR = 12

export interface Part {
  /** What it holds now; whoever asks adds what was granted, which is less on a full disk. */
  held: number
  /** What it wants to add (or free) at this step, given the used share of the disk. */
  wants(i: number, used: number): number
  /** Whether an operator who cleans up may delete from it. */
  readonly deletable?: boolean
}

export type Random = () => number
/** Write rate at a step, of mean about one. */
type Rhythm = (i: number) => number

export const between = (random: Random, low: number, high: number) => low + (high - low) * random()
export const spread = (random: Random, low: number, high: number) => low * (high / low) ** random()
const normal = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** A day with one busy time, of any depth, and on some disks calm weekends. */
function rhythmOf(random: Random): Rhythm {
  const depth = random() < 0.3 ? 0 : between(random, 0.2, 1)
  const busiest = random()
  const weekend = random() < 0.4 ? between(random, 0.2, 0.9) : 1
  const firstDay = Math.floor(7 * random())
  return (i) => {
    const day = i / STEPS_PER_DAY
    const wave = 1 + depth * Math.cos(2 * Math.PI * (day - busiest))
    return wave * ((firstDay + Math.floor(day)) % 7 >= 5 ? weekend : 1)
  }
}

/** Data that is only ever added: rows, uploads, mail. Each step varies by a log-normal factor. */
export function growth(random: Random, held: number, perDay: number): Part {
  const rhythm = rhythmOf(random)
  const unrest = between(random, 0.1, 1)
  return {
    held,
    deletable: true,
    wants: (i) => (perDay / STEPS_PER_DAY) * rhythm(i) * Math.exp(unrest * normal(random)),
  }
}

/** Logs: one file grows with the day; at a rotation it shrinks to what it compresses to, and the oldest of those kept goes. */
export function rotatedLog(random: Random): Part {
  const every = Math.round(spread(random, 4, 60) * STEPS_PER_HOUR)
  const amplitude = spread(random, 0.005, 0.12)
  const compressed = random() < 0.3 ? 0 : between(random, 0.05, 0.2)
  const keep = 1 + Math.floor(6 * random())
  const rhythm = rhythmOf(random)
  const offset = Math.floor(every * random())
  const kept = Array.from({ length: keep }, () => amplitude * compressed)
  let file = (amplitude * offset) / every
  return {
    held: file + keep * amplitude * compressed,
    wants(i) {
      if ((i + offset) % every === 0) {
        const packed = file * compressed
        const freed = packed - file - kept.shift()!
        kept.push(packed)
        file = 0
        return freed
      }
      const written = (amplitude / every) * rhythm(i) * (0.5 + random())
      file += written
      return written
    },
  }
}

/** Space taken for a while: a nightly dump at a fixed time, or compactions at any time. */
export function bursts(random: Random, kind: 'nightly' | 'any time'): Part {
  const size = spread(random, 0.01, 0.15)
  const length = Math.round(spread(random, 2, 36))
  const hour = Math.floor(STEPS_PER_DAY * random())
  const gap = between(random, 0.2, 4) * STEPS_PER_DAY
  let until = -1
  let mine = 0
  let goal = 0
  return {
    held: 0,
    wants(i) {
      const starts = kind === 'nightly' ? i % STEPS_PER_DAY === hour : random() < 1 / gap
      if (i > until && starts) {
        until = i + length
        goal = size * (kind === 'nightly' ? between(random, 0.9, 1.1) : between(random, 0.2, 1.8))
      }
      const wanted = i < until ? goal / length : -mine
      mine += wanted
      return wanted
    },
  }
}

/** Backups kept on the disk: a new one each night, each a little larger, then the oldest is deleted. */
export function backups(random: Random): Part {
  const keep = 1 + Math.floor(5 * random())
  const swelling = 1 + spread(random, 0.0005, 0.01)
  const hour = Math.floor(STEPS_PER_DAY * random())
  const length = Math.round(spread(random, 3, 40))
  let size = between(random, 0.05, 0.35) / keep
  const kept = Array.from({ length: keep }, () => size)
  return {
    held: size * keep,
    wants(i) {
      const since = (i - hour + STEPS_PER_DAY) % STEPS_PER_DAY
      if (i < hour || since > length) return 0
      if (since < length) return size / length
      kept.push(size)
      size *= swelling
      return -kept.shift()!
    },
  }
}

/** A store with retention: grows until the oldest block is old enough, then deletes as fast as it writes. */
export function retention(random: Random): Part {
  const days = between(random, 3, 40)
  const age = random() < 0.65 ? days : between(random, 0, days)
  const full = between(random, 0.15, 0.75)
  const block = Math.round(spread(random, 24, STEPS_PER_DAY))
  const rhythm = rhythmOf(random)
  const perStep = full / (days * STEPS_PER_DAY)
  let blocks = Array.from(
    { length: Math.ceil((age * STEPS_PER_DAY) / block) },
    () => perStep * block,
  )
  const most = Math.ceil((days * STEPS_PER_DAY) / block)
  let open = 0
  return {
    held: blocks.length * perStep * block,
    wants(i) {
      const written = perStep * rhythm(i) * (0.7 + 0.6 * random())
      open += written
      if (i % block !== 0 || i === 0) return written
      blocks.push(open)
      open = 0
      if (blocks.length <= most) return written
      const [oldest = 0, ...rest] = blocks
      blocks = rest
      return written - oldest
    },
  }
}

/** Pulled images, packages, a cache: filled in pieces, swept down to a low mark when the disk passes a high one. */
export function sweptCache(random: Random): Part {
  const high = between(random, 0.75, 0.93)
  const low = high - between(random, 0.05, 0.25)
  const perDay = spread(random, 1, 60)
  const piece = spread(random, 0.01, 0.12) / Math.sqrt(perDay)
  const part: Part = {
    held: between(random, 0.2, 0.5),
    wants(_, used) {
      if (used > high) return -Math.min(part.held, used - low)
      return random() < perDay / STEPS_PER_DAY ? 2 * piece * random() : 0
    },
  }
  return part
}

/** Something that fills evenly from one time to another, and is freed then: a file deleted while open, a runaway log. */
export function leak(from: number, until: number, perDay: number): Part {
  const part: Part = {
    held: 0,
    wants(i) {
      if (i >= until) return -part.held
      return i >= from ? perDay / STEPS_PER_DAY : 0
    },
  }
  return part
}

/** Releases: a step up at each deploy; every few deploys the old ones are removed. */
export function deploys(random: Random): Part {
  const gap = between(random, 0.5, 8) * STEPS_PER_DAY
  const size = spread(random, 0.001, 0.02)
  const keep = 2 + Math.floor(6 * random())
  let releases = 1
  return {
    held: size,
    wants() {
      if (random() >= 1 / gap) return 0
      releases++
      if (releases <= keep) return size
      releases = 1
      return -(keep - 1) * size
    },
  }
}

/** Somebody copies something large, now and then; half of it is deleted within three days. */
export function copies(random: Random): Part {
  const gap = between(random, 4, 30) * STEPS_PER_DAY
  const frees: { at: number; size: number }[] = []
  return {
    held: 0,
    deletable: true,
    wants(i) {
      let wanted = 0
      while (frees[0] && frees[0].at <= i) wanted -= frees.shift()!.size
      if (random() >= 1 / gap) return wanted
      const size = spread(random, 0.01, 0.15)
      if (random() < 0.5) {
        frees.push({ at: i + Math.ceil(spread(random, 6, 3 * STEPS_PER_DAY)), size })
        frees.sort((a, b) => a.at - b.at)
      }
      return wanted + size
    },
  }
}

/** Temporary files: a small level that wanders and returns. */
export function temporary(random: Random): Part {
  const usual = spread(random, 0.0002, 0.006)
  const part: Part = {
    held: usual,
    wants: () => Math.max(-part.held, 0.1 * (usual - part.held) + 0.3 * usual * normal(random)),
  }
  return part
}
