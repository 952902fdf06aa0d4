export interface Box {
  /** Where the search starts, and how far the first step goes along each axis. */
  readonly start: readonly number[]
  readonly step: readonly number[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
  /** Bounds the work: at most about this many calls of the objective. */
  readonly maxEvaluations: number
}

interface Vertex {
  readonly point: Float64Array
  readonly cost: number
}

/**
 * The point in a box where `objective` is (locally) least: the simplex search of Nelder & Mead
 * (1965) with the usual coefficients 1, 2, ½, ½; points that leave the box are put on its wall,
 * along which the search may end short of the least.
 */
export function minimize(objective: (point: Float64Array) => number, box: Box): Float64Array {
  const size = box.start.length
  let evaluations = 0
  const vertexAt = (point: Float64Array): Vertex => {
    evaluations++
    for (let i = 0; i < size; i++)
      point[i] = Math.min(box.upper[i]!, Math.max(box.lower[i]!, point[i]!))
    const cost = objective(point)
    return { point, cost: Number.isNaN(cost) ? Infinity : cost }
  }
  let simplex = firstSimplex(box).map(vertexAt)
  while (evaluations < box.maxEvaluations) {
    simplex.sort((a, b) => a.cost - b.cost)
    const best = simplex[0]!
    const worst = simplex[size]!
    if (worst.cost - best.cost <= 1e-7 * (Math.abs(best.cost) + 1e-12)) break
    const better = replacement(simplex, vertexAt)
    if (better) simplex[size] = better
    else
      simplex = [
        best,
        ...simplex.slice(1).map(({ point }) => vertexAt(between(best.point, point, 0.5))),
      ]
  }
  return simplex.reduce((a, b) => (b.cost < a.cost ? b : a)).point
}

function firstSimplex({ start, step }: Box): Float64Array[] {
  return [-1, ...start.keys()].map((axis) =>
    Float64Array.from(start, (value, i) => (i === axis ? value + step[i]! : value)),
  )
}

/** A vertex to put in the place of the worst, or undefined when the simplex should shrink. */
function replacement(
  simplex: readonly Vertex[],
  vertexAt: (point: Float64Array) => Vertex,
): Vertex | undefined {
  const size = simplex.length - 1
  const worst = simplex[size]!
  const center = new Float64Array(size)
  for (let v = 0; v < size; v++)
    for (let i = 0; i < size; i++) center[i]! += simplex[v]!.point[i]! / size
  const reflected = vertexAt(between(center, worst.point, -1))
  if (reflected.cost < simplex[0]!.cost) {
    const expanded = vertexAt(between(center, worst.point, -2))
    return expanded.cost < reflected.cost ? expanded : reflected
  }
  if (reflected.cost < simplex[size - 1]!.cost) return reflected
  const contracted = vertexAt(
    between(center, worst.point, reflected.cost < worst.cost ? -0.5 : 0.5),
  )
  return contracted.cost < Math.min(reflected.cost, worst.cost) ? contracted : undefined
}

/** The point `share` of the way from a to b; negative shares lie beyond a. */
function between(a: Float64Array, b: Float64Array, share: number): Float64Array {
  return a.map((value, i) => value + share * (b[i]! - value))
}
