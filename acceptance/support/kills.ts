/** How often a fault test kills: 50 times by itself, fewer where TONGZHOU_KILLS says so, as the checks of every change do to stay quick. */
export const kills = Number(process.env.TONGZHOU_KILLS ?? 50)
if (!Number.isInteger(kills) || kills < 10) throw new Error('TONGZHOU_KILLS is a whole number from 10')
