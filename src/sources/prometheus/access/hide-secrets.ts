import { RootOpsError } from '../../../errors.ts'

/** The text with every secret in it masked: servers and proxies like to echo what they were sent. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '<secret>'), text)
}

/** The same error, its message masked. */
export function hideSecretsOf(error: RootOpsError, secrets: readonly string[]): RootOpsError {
  const message = hideSecrets(error.message, secrets)
  if (message === error.message) return error
  const { code, statusCode, cause } = error
  return new RootOpsError(code, message, { statusCode, cause })
}
