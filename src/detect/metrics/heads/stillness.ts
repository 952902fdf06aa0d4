import type { Head } from './head.ts'

/** How many rows on end have been exactly the same. */
export const stillness: Head = {
  name: 'stillness',
  need: { fine: 2 },
  extent: 0,
  alert: 0.5,
  halfTrust: 150,
  tail: 'power',
  observe({ fine }, { fine: at }, { y, deviation }) {
    const value = Math.fround(y)
    fine[at + 1] = fine[at] === value ? fine[at + 1]! + 1 : 0
    fine[at] = value
    return deviation < 0 ? -fine[at + 1]! : fine[at + 1]!
  },
}
