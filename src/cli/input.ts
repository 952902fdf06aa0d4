import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

import { errors } from '../errors.ts'
import type { Io } from './io.ts'

const unzip = promisify(gunzip)
/** Bytes unpacked at a time: few enough pieces that putting them together costs little. */
const UNPACKED_PIECE = 1 << 20

/** The bytes of a file, or of standard input for `-`; gzip is unpacked, by content not by name. */
export async function readInput(file: string, io: Io): Promise<Uint8Array> {
  const bytes = file === '-' ? await readAll(io.stdin) : await readNamed(file)
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isGzip) return bytes
  return unzip(bytes, { chunkSize: UNPACKED_PIECE }).catch(() => {
    throw errors.inputInvalid(`${file}: begins as gzip but cannot be unpacked; is it cut off?`)
  })
}

async function readNamed(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'no such file' : error.message
    throw errors.inputInvalid(`${file}: ${why}`)
  })
}

async function readAll(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream as AsyncIterable<string | Uint8Array>)
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return Buffer.concat(chunks)
}
