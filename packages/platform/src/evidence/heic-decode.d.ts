declare module 'heic-decode' {
  interface HeicPicture {
    readonly width: number
    readonly height: number
    decode(): Promise<{
      readonly width: number
      readonly height: number
      readonly data: Uint8ClampedArray<ArrayBuffer>
    }>
  }
  const decode: {
    /** Reads the headers of the pictures; pixels are decoded by each picture's `decode`. */
    all(input: { readonly buffer: Uint8Array<ArrayBuffer> }): Promise<readonly HeicPicture[]>
  }
  export default decode
}
