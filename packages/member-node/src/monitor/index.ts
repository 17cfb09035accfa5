export { checkEntries, type EntryToCheck, type MonitorRules, standardTolerances } from './check-entries.ts'
export { ballotOf, hasSignedLot, rememberSignedLot, rememberVote } from './dispute-ballots.ts'
export type { MonitorAlarm } from './monitor-alarm.ts'
export { disputeState, monitorProgress, prepareMonitor } from './monitor-state.ts'
