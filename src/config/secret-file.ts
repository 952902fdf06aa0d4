import { readFileSync } from 'node:fs'

import type { Fault } from '../errors.ts'

/** Reads a file that holds one secret; the last line break is not part of it. */
export function readSecret(
  file: string,
  place: string,
  faults: Fault[],
  use: (secret: string) => void,
): void {
  try {
    use(readFileSync(file, 'utf8').replace(/\r?\n$/, ''))
  } catch (error) {
    faults.push({ place, message: `cannot read ${file}: ${(error as Error).message}` })
  }
}
