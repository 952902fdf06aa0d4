/** How members become one forecast. */
export type Combine = (members: readonly Float64Array[]) => Float64Array

/** Mean with these weights, which sum to 1. */
export function weightedMean(weights: readonly number[]): Combine {
  return (members) => {
    const combined = new Float64Array(members[0]!.length)
    members.forEach((member, m) => {
      for (let i = 0; i < combined.length; i++) combined[i]! += weights[m]! * member[i]!
    })
    return combined
  }
}

/** Step-wise median: one member that goes astray does not matter. */
export const medianOfMembers: Combine = (members) => {
  const column = new Float64Array(members.length)
  const middle = (members.length - 1) / 2
  return members[0]!.map((_, i) => {
    for (let m = 0; m < members.length; m++) column[m] = members[m]![i]!
    column.sort()
    return (column[Math.floor(middle)]! + column[Math.ceil(middle)]!) / 2
  })
}
