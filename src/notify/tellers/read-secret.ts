import { readFile } from 'node:fs/promises'

import { errors } from '../../errors.ts'
import type { Secret } from '../../model/destination.ts'

/** Read anew each time: files are how secrets rotate. Rejects with SOURCE_UNAVAILABLE. */
export async function readSecret(secret: Secret): Promise<string> {
  if ('value' in secret) return secret.value
  try {
    return (await readFile(secret.file, 'utf8')).trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw errors.sourceUnavailable(`cannot read ${secret.file}: ${code ?? 'failed'}`, error)
  }
}

/** A URL in which something is secret, and what of it must not be shown. */
export async function readSecretUrl(
  secret: Secret,
): Promise<{ url: string; secrets: readonly string[] }> {
  const url = await readSecret(secret)
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw errors.sourceUnavailable(`${placeOf(secret)} holds no http or https URL`)
  const { pathname, search, password } = parsed
  return { url, secrets: [url, pathname + search, pathname, search, password].filter(isTelling) }
}

function placeOf(secret: Secret): string {
  return 'file' in secret ? secret.file : 'the configuration'
}

/** A path such as `/` is in every text, and hides nothing. */
function isTelling(part: string): boolean {
  return part.length > 3
}
