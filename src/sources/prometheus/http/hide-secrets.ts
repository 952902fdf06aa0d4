import { RootOpsError } from '../../../errors.ts'

/** The same error with every secret in its message masked: servers and proxies like to echo. */
export function hideSecrets(error: RootOpsError, secrets: readonly string[]): RootOpsError {
  const message = secrets.reduce(
    (text, secret) => text.replaceAll(secret, '<secret>'),
    error.message,
  )
  if (message === error.message) return error
  const { code, statusCode, cause } = error
  return new RootOpsError(code, message, { statusCode, cause })
}
