export * from './encryption.ts'
export * from './grant-role.ts'
export * from './message-senders.ts'
export * from './passkey.ts'
export * from './people-store.ts'
export * from './routes.ts'
export * from './sign-in.ts'
export {
  holdersOf,
  loadSession,
  openPhoneNumber,
  type SignedIn,
} from './sign-in-store.ts'
export * from './subject-keys.ts'
