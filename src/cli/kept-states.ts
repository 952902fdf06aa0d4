import { readFile, rename, writeFile } from 'node:fs/promises'

import { decodeState, encodeState, type DetectorState } from '../detect/metrics/state.ts'
import { errors } from '../errors.ts'

/** What `--state` keeps of one series. */
export interface Learned {
  /** Seconds between rows. */
  readonly step: number
  readonly state: DetectorState
}

/** By the name of the series, the file's name before it where there are several. */
export type States = Map<string, Learned>

/** A state file is one JSON object: the series' name to its step and its state in base64. */
export async function readStates(file: string): Promise<States> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw errors.inputInvalid(`${file}: ${error.message}`)
  })
  const states: States = new Map()
  for (const [name, { step, state: encoded }] of Object.entries(parseStates(text, file))) {
    const state = decodeState(Buffer.from(encoded, 'base64'))
    if (!state)
      throw errors.inputInvalid(
        `${file}: the state of "${name}" is damaged or of another version; delete the file to learn anew`,
      )
    states.set(name, { step, state })
  }
  return states
}

function parseStates(text: string, file: string): Record<string, { step: number; state: string }> {
  try {
    return JSON.parse(text) as Record<string, { step: number; state: string }>
  } catch {
    throw errors.inputInvalid(`${file}: is not a state file; delete it to learn anew`)
  }
}

export async function writeStates(file: string, states: States): Promise<void> {
  const encoded = [...states].map(([name, { step, state }]) => [
    name,
    { step, state: Buffer.from(encodeState(state)).toString('base64') },
  ])
  // Whole or not at all: a half-written state would lose what was learned.
  await writeFile(`${file}.tmp`, JSON.stringify(Object.fromEntries(encoded)))
  await rename(`${file}.tmp`, file)
}
