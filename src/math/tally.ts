/**
 * Counts in one byte each (Morris 1978): code `c` stands for (BASE^c - 1) / (BASE - 1), and counting
 * one more moves to the next code with the chance that keeps the mean right. Exact when small, about
 * 12 % off when large, up to some 60,000. Chance comes from a hash of `turn`, so the same stream
 * gives the same counts.
 */
const BASE = 1.03
const HIGHEST = 255

/** What each code stands for. */
export const TALLY_VALUES: Float64Array = Float64Array.from(
  { length: HIGHEST + 1 },
  (_, code) => (BASE ** code - 1) / (BASE - 1),
)
const CHANCES = Float64Array.from({ length: HIGHEST + 1 }, (_, code) => BASE ** -code)

/** Counts one more in `tallies[at]`; `turn` should differ from call to call. */
export function tallyOne(tallies: Uint8Array, at: number, turn: number): void {
  const code = tallies[at]!
  if (code < HIGHEST && chanceOf(turn, code) < CHANCES[code]!) tallies[at] = code + 1
}

/** Sets `tallies[at]` to the code of `value`, rounded up or down by chance. */
export function tallySet(tallies: Uint8Array, at: number, value: number, turn: number): void {
  const code = Math.floor(Math.log1p(value * (BASE - 1)) / Math.log(BASE) + 1e-9)
  const rest = code < HIGHEST ? (value - TALLY_VALUES[code]!) * CHANCES[code]! : 0
  tallies[at] = Math.min(HIGHEST, chanceOf(turn, code) < rest - 1e-9 ? code + 1 : code)
}

/** 0…1; the finishing steps of MurmurHash3 on both numbers. */
function chanceOf(turn: number, code: number): number {
  let h = Math.imul(turn, 0x9e37_79b1) ^ Math.imul(code + 1, 0x85eb_ca6b)
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}
