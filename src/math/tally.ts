/**
 * Counts in one byte each (after Morris 1978): exact up to 64, then on a scale of steps of 3.5 %, where
 * counting one more moves to the next step with the chance that keeps the mean right; about 13 % off
 * when large, up to some 45,000. Chance comes from a hash of `turn`, so the same stream gives the
 * same counts.
 */
const EXACT = 64
const STEP = 1.035
const HIGHEST = 255
const LOG_STEP = Math.log(STEP)

/** What each code stands for. */
export const TALLY_VALUES: Float64Array = Float64Array.from({ length: HIGHEST + 1 }, (_, code) =>
  code <= EXACT ? code : EXACT * STEP ** (code - EXACT),
)
const CHANCES = Float64Array.from(
  { length: HIGHEST },
  (_, code) => 1 / (TALLY_VALUES[code + 1]! - TALLY_VALUES[code]!),
)

/** Counts one more in `tallies[at]`; `turn` should differ from call to call. */
export function tallyOne(tallies: Uint8Array, at: number, turn: number): void {
  const code = tallies[at]!
  if (code < EXACT || (code < HIGHEST && chanceOf(turn, code) < CHANCES[code]!)) {
    tallies[at] = code + 1
  }
}

/** Sets `tallies[at]` to the code of `value`, rounded up or down by chance. */
export function tallySet(tallies: Uint8Array, at: number, value: number, turn: number): void {
  const code = Math.floor(
    value <= EXACT ? value : EXACT + Math.log(value / EXACT) / LOG_STEP + 1e-9,
  )
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
