export { checkEntries, type EntryToCheck, type MonitorRules, standardTolerances } from './check-entries.ts'
export type { MonitorAlarm } from './monitor-alarm.ts'
export { monitorProgress, prepareMonitor } from './monitor-state.ts'
