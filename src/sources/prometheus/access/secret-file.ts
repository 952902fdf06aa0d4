import { readFile } from 'node:fs/promises'

import { errors } from '../../../errors.ts'

/** A value given in place, or read from its file each time: files are how secrets rotate. */
export async function valueOrFile(
  value: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  return file === undefined ? value : (await readConfigFile(file)).trim()
}

export async function readConfigFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw errors.sourceUnavailable(`cannot read ${file} of http_config: ${code ?? 'failed'}`, error)
  }
}
