import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createInflate } from 'node:zlib'

import { errors } from '../../../errors.ts'
import { clip } from '../excerpt.ts'
import { headerOf, type Headers } from './outcome.ts'

export interface BodyReading {
  readonly who: string
  readonly headers: Headers
  readonly maxBytes: number
  /** Takes a chunk of the unpacked body; false to stop reading. */
  readonly take: (chunk: Uint8Array) => boolean
}

/**
 * Unpacks a body and hands it on chunk by chunk; answers the bytes handed on. The connection is
 * given up when reading stops early.
 */
export async function readBody(body: Readable, reading: BodyReading): Promise<number> {
  const { who, headers, maxBytes, take } = reading
  let bytes = 0
  let enough = false
  const consume = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > maxBytes) throw errors.inputTooLarge(`the answer of ${who}, in bytes,`, maxBytes)
      enough = !take(chunk)
      if (enough) return
    }
  }
  const encoding = headerOf(headers, 'content-encoding').toLowerCase()
  if (encoding === '' || encoding === 'identity') await consume(body)
  else
    await pipeline(body, unpacker(who, encoding), consume).catch((error: unknown) => {
      // Stopping early tears the unpacking down, which the pipeline takes for an error.
      if (!enough) throw error
    })
  return bytes
}

function unpacker(who: string, encoding: string): Transform {
  if (encoding === 'gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  throw errors.sourceUnavailable(`${who} answered in the unknown encoding "${clip(encoding, 20)}"`)
}

/** The beginning of a body as text, for messages; the rest is dropped. */
export async function readOpening(
  body: Readable,
  reading: Omit<BodyReading, 'take'>,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const take = (chunk: Uint8Array): boolean => {
    chunks.push(chunk)
    bytes += chunk.length
    return bytes < reading.maxBytes
  }
  await readBody(body, { ...reading, maxBytes: Infinity, take })
  return Buffer.concat(chunks).toString('utf8', 0, reading.maxBytes)
}
