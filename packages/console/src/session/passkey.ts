import { postPasskeys, postPasskeysOptions, postSignInPasskey, postSignInPasskeyOptions } from '@tongzhou/web-client'

/** Whether this browser can make and use passkeys, and read their options as JSON (WebAuthn level 3). */
export const knowsPasskeys =
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

/** Signs in with a passkey that this device or a key holds. Throws what the API refuses, and what the browser says. */
export async function signInWithPasskey(): Promise<void> {
  const { data } = await postSignInPasskeyOptions({ throwOnError: true })
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    data as unknown as PublicKeyCredentialRequestOptionsJSON,
  )
  const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential
  await postSignInPasskey({ body: { ...credential.toJSON() }, throwOnError: true })
}

/** Makes a passkey on this device for whoever is signed in. */
export async function makePasskey(): Promise<void> {
  const { data } = await postPasskeysOptions({ throwOnError: true })
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    data as unknown as PublicKeyCredentialCreationOptionsJSON,
  )
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
  await postPasskeys({ body: { ...credential.toJSON() }, throwOnError: true })
}
