/** Times of each row in milliseconds, over the tree of its trace. */
export interface PathTimes {
  /** Duration less the time in which at least one child runs. */
  readonly self: Float64Array
  /** The part of the trace's duration that the row itself is to blame for. */
  readonly critical: Float64Array
}

/** Milliseconds by which doubles of unix time may be off. */
const CLOCK_TICK = 0.001

interface Spans {
  /** Row of the parent, -1 for none. */
  readonly parents: Int32Array
  /** Unix seconds. */
  readonly starts: Float64Array
  readonly durationMs: Float64Array
}

/**
 * Self times (union of the children's intervals, clipped to the parent) and critical paths: walking
 * back from the end of a root, time belongs to the child that ended last before it, and to the span
 * itself where no child runs. The critical times of a trace add up to its roots' durations.
 * O(n log n), without recursion.
 */
export function pathTimes(spans: Spans): PathTimes {
  const children = childrenByEnd(spans)
  return { self: selfTimes(spans, children), critical: criticalTimes(spans, children) }
}

interface Children {
  readonly offsets: Uint32Array
  /** Of each row, those that end last first. */
  readonly rows: Uint32Array
}

function endOf({ starts, durationMs }: Spans, row: number): number {
  return starts[row]! * 1000 + durationMs[row]!
}

function childrenByEnd(spans: Spans): Children {
  const { parents } = spans
  const offsets = new Uint32Array(parents.length + 1)
  for (const parent of parents) if (parent >= 0) offsets[parent + 1]!++
  for (let i = 0; i < parents.length; i++) offsets[i + 1]! += offsets[i]!
  const rows = new Uint32Array(offsets[parents.length]!)
  const next = offsets.slice()
  parents.forEach((parent, row) => {
    if (parent >= 0) rows[next[parent]!++] = row
  })
  for (let i = 0; i < parents.length; i++) {
    if (offsets[i + 1]! - offsets[i]! < 2) continue
    rows
      .subarray(offsets[i], offsets[i + 1])
      .sort((a, b) => endOf(spans, b) - endOf(spans, a) || a - b)
  }
  return { offsets, rows }
}

function selfTimes(spans: Spans, { offsets, rows }: Children): Float64Array {
  const self = spans.durationMs.slice()
  for (let row = 0; row < self.length; row++) {
    const start = spans.starts[row]! * 1000
    let uncovered = endOf(spans, row)
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const child = rows[i]!
      const to = Math.min(endOf(spans, child), uncovered)
      const from = Math.max(spans.starts[child]! * 1000, start)
      if (!(to > from)) continue
      self[row]! -= to - from
      uncovered = from
    }
    self[row] = Math.max(0, self[row]!)
  }
  return self
}

function criticalTimes(spans: Spans, { offsets, rows }: Children): Float64Array {
  const { parents, starts } = spans
  const critical = new Float64Array(parents.length)
  // What is still to be walked: a row, and the milliseconds within which it counts.
  const open: number[] = []
  for (let root = 0; root < parents.length; root++) {
    if (parents[root]! >= 0) continue
    open.push(root, starts[root]! * 1000, endOf(spans, root))
    while (open.length > 0) {
      const limit = open.pop()!
      const start = open.pop()!
      const row = open.pop()!
      let until = limit
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
        const child = rows[i]!
        // Clocks differ between hosts: what sticks out of the parent is cut off.
        const end = Math.min(endOf(spans, child), limit)
        const from = Math.max(starts[child]! * 1000, start)
        // A child that ran beside the one already on the path is not waited for.
        if (!(end > from) || end > until + CLOCK_TICK) continue
        critical[row]! += Math.max(0, until - end)
        open.push(child, from, Math.min(end, until))
        until = from
      }
      if (until > start) critical[row]! += until - start
    }
  }
  return critical
}
