import { readFile, rename, writeFile } from 'node:fs/promises'

import { decodeEntityState, encodeEntityState, type EntityState } from '../detect/entities/state.ts'
import { errors } from '../errors.ts'

/** What `--entity --state` keeps of one file. */
export interface LearnedEntity {
  /** The names of its columns, in order. */
  readonly columns: readonly string[]
  readonly state: EntityState
}

type Kept = Record<string, { columns?: string[]; state?: string }>

/** A state file is one JSON object: the file's name to its columns and its state in base64. */
export async function readEntities(file: string): Promise<Map<string, LearnedEntity>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw errors.inputInvalid(`${file}: ${error.message}`)
  })
  return new Map(
    Object.entries(parse(text, file)).map(([name, { columns, state: encoded }]) => {
      const state = decodeEntityState(Buffer.from(encoded ?? '', 'base64'))
      if (!state || state.columns !== columns?.length)
        throw errors.inputInvalid(
          `${file}: "${name}" is damaged, of another version, or was learned without --entity; delete the file to learn anew`,
        )
      return [name, { columns, state }]
    }),
  )
}

function parse(text: string, file: string): Kept {
  try {
    return JSON.parse(text) as Kept
  } catch {
    throw errors.inputInvalid(`${file}: is not a state file; delete it to learn anew`)
  }
}

export async function writeEntities(
  file: string,
  entities: ReadonlyMap<string, LearnedEntity>,
): Promise<void> {
  const encoded = [...entities].map(([name, { columns, state }]) => [
    name,
    { columns, state: Buffer.from(encodeEntityState(state)).toString('base64') },
  ])
  // Whole or not at all: a half-written state would lose what was learned.
  await writeFile(`${file}.tmp`, JSON.stringify(Object.fromEntries(encoded)))
  await rename(`${file}.tmp`, file)
}
