/**
 * SHA-256 (FIPS 180-4) in plain JavaScript, for browsers: WebCrypto's digest is asynchronous, and a Merkle tree that
 * awaits every node is neither fast nor easy to read. Node takes `sha256-node.ts` in its place. Bit operators are
 * right here: FIPS 180-4 works on 32-bit words.
 */

const blockBytes = 64

/** FIPS 180-4 section 4.2.2: first 32 bits of the fractions of the cube roots of the first 64 primes. */
const roundConstants = Uint32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
)

/** FIPS 180-4 section 5.3.3: first 32 bits of the fractions of the square roots of the first eight primes. */
const initialState = Uint32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
)

/** SHA-256 (FIPS 180-4) of `bytes`: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const padded = pad(bytes)
  const state = initialState.slice()
  const schedule = new Uint32Array(64)
  for (let at = 0; at < padded.byteLength; at += blockBytes) compress(state, schedule, padded, at)
  const digest = new DataView(new ArrayBuffer(32))
  state.forEach((word, at) => {
    digest.setUint32(at * 4, word)
  })
  return new Uint8Array(digest.buffer)
}

/** Section 5.1.1: the message, one bit 1, zeros, and the length in bits as a 64-bit number. */
function pad(bytes: Uint8Array): DataView {
  const length = Math.ceil((bytes.length + 9) / blockBytes) * blockBytes
  const padded = new Uint8Array(length)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(length - 4, bytes.length * 8)
  return view
}

/** Section 6.2.2: one block at `at` into `state`; `schedule` is room to work in, made once per message. */
function compress(state: Uint32Array, schedule: Uint32Array, padded: DataView, at: number): void {
  for (let t = 0; t < 16; t++) schedule[t] = padded.getUint32(at + t * 4)
  for (let t = 16; t < 64; t++) {
    const near = schedule[t - 2]!
    const far = schedule[t - 15]!
    const sigma1 = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10)
    const sigma0 = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3)
    schedule[t] = sigma1 + schedule[t - 7]! + sigma0 + schedule[t - 16]!
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let t = 0; t < 64; t++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const choice = (e & f) ^ (~e & g)
    const one = (h + sum1 + choice + roundConstants[t]! + schedule[t]!) | 0
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + sum0 + majority) | 0
  }
  const worked = [a, b, c, d, e, f, g, h]
  for (let at = 0; at < 8; at++) state[at] = state[at]! + worked[at]!
}

function rotate(word: number, places: number): number {
  return (word >>> places) | (word << (32 - places))
}
