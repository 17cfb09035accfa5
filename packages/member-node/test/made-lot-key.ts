import { freshLotKey } from '../src/keys.ts'

const made = new Map<string, Buffer>()

/** The lot key of a member of the tests, made once for all tests of a process: an RSA key takes up to a second. */
export function madeLotKey(name: string): Buffer {
  const key = made.get(name) ?? freshLotKey()
  made.set(name, key)
  return key
}
