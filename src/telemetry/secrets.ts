/** What is shown in the place of a secret. */
export const SECRET = '<secret>'

const USER_INFO = /(\w:\/\/)[^\s/"'@]*:[^\s/"'@]*@/g
const CREDENTIAL = /\b(Basic|Bearer) [\w+/=.~-]{8,}/g

/** Hides `user:password@` of URLs and the values of Authorization headers inside a text. */
export function hideSecrets(text: string): string {
  return text.replace(USER_INFO, `$1${SECRET}@`).replace(CREDENTIAL, `$1 ${SECRET}`)
}
